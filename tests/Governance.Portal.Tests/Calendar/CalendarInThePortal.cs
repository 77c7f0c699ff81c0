using Governance.Domain.Identity;
using Governance.Portal.Tests.Queries;

namespace Governance.Portal.Tests.Calendar;

internal sealed class CalendarInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [new("/calendar", "/calendar", Roles.RiskOfficer, 15), new("/calendar", "/calendar?view=month", Roles.ComplianceOfficer, 15)];
}
