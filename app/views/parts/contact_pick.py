"""'+ Filter' of contacts: whom they speak for and as what, whose they are, and what is not known of them."""

from __future__ import annotations

from app.services import contact_list
from app.services.contact_list import ContactFilter
from app.views.parts.filter_pick import CLIENT, OWNER, TAG, FilterPick
from app.views.parts.picker import Option


class ContactPick(FilterPick):
    """See the top of this module."""

    what = (
        CLIENT,
        Option("role", "Role", icon="text-t"),
        Option("decides", "Decides", icon="check"),
        OWNER,
        TAG,
        Option("no_email", "No e-mail", icon="envelope-simple"),
        Option("no_phone", "No telephone", icon="phone"),
    )
    record = noun = "contact"
    flt: ContactFilter

    def ask_role(self) -> None:
        """One of the roles there are."""
        options = [Option(role, role, f"{number:,}") for role, number in contact_list.roles(self.store)]
        head = "Role" if options else "No contact has a role yet"
        self.choose(head, options, lambda role: self.narrow(role=role), self.flt.role)

    def ask_decides(self) -> None:
        """Those who decide."""
        self.narrow(decides=True)

    def ask_no_email(self) -> None:
        """Those without any e-mail."""
        self.narrow(no_email=True)

    def ask_no_phone(self) -> None:
        """Those without any telephone."""
        self.narrow(no_phone=True)
