"""The handoff wizard: from what was sold to a plan with owners and dates, and from that to the project.

work.Work               the plan being made: every edit, its history, what is open, the kept draft
beginning               the plan it begins with: kept, or fresh by the deal's rule
loads, conflicts        who is booked how far, and what is open with its ways out; no widgets
wizard.HandoffWizard    the window: rail, head, the step in sight, foot
step_*                  one step each; `step.Step` says what the wizard asks of them
plan_*                  the table of owners and dates, its cells and its small timeline
"""
