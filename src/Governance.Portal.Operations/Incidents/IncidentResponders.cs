using Governance.Domain.Identity;

namespace Governance.Portal.Operations.Incidents;

/// <summary>
/// Who answers for the report of an incident: its lead, to whom it is assigned, and those who decide whether it has to be reported.
/// Everyone else who may write about incidents finds it in the list.
/// </summary>
internal static class IncidentResponders
{
    /// <summary>Whether someone is alarmed about an incident.</summary>
    /// <param name="lead">Whom it is assigned to.</param>
    /// <param name="person">Who reads; null where that is not known.</param>
    /// <param name="role">Id of the role they read in.</param>
    public static bool Includes(UserId? lead, UserId? person, string role) => IsAssigned(lead, person, role) || Decides(role);

    /// <summary>Whether it is assigned to them, and they read in a role that can respond.</summary>
    public static bool IsAssigned(UserId? lead, UserId? person, string role) =>
        lead is not null && lead == person && Permission.WriteIncidents.GrantedTo.Contains(role, StringComparer.Ordinal);

    private static bool Decides(string role) => Permission.ConfirmIncidentClass.GrantedTo.Contains(role, StringComparer.Ordinal);
}
