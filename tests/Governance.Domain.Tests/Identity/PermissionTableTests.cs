using Governance.Domain.Identity;
using static Governance.Domain.Identity.Permission;

namespace Governance.Domain.Tests.Identity;

/// <summary>
/// The table of roles and areas as it was agreed: R reads, W changes, S signs. Every cell is compared with the permissions of the code.
/// </summary>
public sealed class PermissionTableTests
{
    // A handles alerts, and does not set up monitors.
    // Overview, Approvals, Models, Risks, Policies, Monitoring, Incidents, Decisions, Compliance, Audit, Admin
    private static readonly Dictionary<string, string[]> s_table = new(StringComparer.Ordinal)
    {
        [Roles.RiskOfficer] = ["R", "W", "R", "W", "W", "W", "W", "R", "R", "R", ""],
        [Roles.SecurityReviewer] = ["R", "S", "R", "W", "W", "RA", "W", "R", "R", "R", ""],
        [Roles.LegalReviewer] = ["R", "S", "R", "R", "R", "R", "W", "R", "W", "R", ""],
        [Roles.Engineer] = ["R", "W", "W", "R", "R", "R", "W", "R", "R", "", ""],
        [Roles.ModelOwner] = ["R", "WS", "W", "W", "R", "W", "W", "R", "R", "R", ""],
        [Roles.ComplianceOfficer] = ["R", "R", "R", "W", "R", "R", "W", "R", "W", "R", ""],
        [Roles.Auditor] = ["R", "R", "R", "R", "R", "R", "R", "R", "R", "R", ""],
        [Roles.Sponsor] = ["R", "R", "R", "R", "", "R", "R", "", "R", "", ""],
        [Roles.Administrator] = ["R", "R", "R", "R", "R", "R", "R", "", "R", "R", "W"],
    };

    private static readonly Permission[] s_read =
    [
        ReadOverview,
        ReadApprovals,
        ReadRegistry,
        ReadRisks,
        ReadPolicies,
        ReadMonitoring,
        ReadIncidents,
        ReadDecisions,
        ReadCompliance,
        ReadAudit,
        Administer,
    ];

    public static TheoryData<string> AllRoles => [.. Roles.All];

    [Fact]
    public void Table_HasEveryRole() => Assert.Equal(Roles.All.Order(StringComparer.Ordinal), s_table.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(AllRoles))]
    public void Role_Reads_WhatTheTableSays(string role)
    {
        for (var area = 0; area < s_read.Length; area++)
        {
            Assert.True(s_table[role][area].Length > 0 == Has(role, s_read[area]), $"{role} and {s_read[area].Name}");
        }
    }

    [Theory]
    [MemberData(nameof(AllRoles))]
    public void Role_Changes_WhatTheTableSays(string role)
    {
        var row = s_table[role];
        Assert.Equal(row[1].Contains('S', StringComparison.Ordinal), Has(role, SignOff));
        Assert.Equal(role is Roles.Engineer or Roles.ModelOwner, Has(role, RequestPromotion));
        Assert.Equal(role is Roles.RiskOfficer or Roles.SecurityReviewer, Has(role, GrantWaiver));
        Assert.Equal(role is Roles.RiskOfficer or Roles.SecurityReviewer, Has(role, GuardAgents));
        Assert.Equal(row[2] == "W", Has(role, WriteRegistry));
        Assert.Equal(row[3] == "W", Has(role, WriteRisks));
        Assert.Equal(row[4] == "W", Has(role, ProposePolicy));
        Assert.Equal(row[5] == "W", Has(role, ManageMonitors));
        Assert.Equal(row[5] is "W" or "RA", Has(role, HandleAlerts));
        Assert.Equal(row[6] == "W", Has(role, WriteIncidents));
        Assert.Equal(row[8] == "W", Has(role, WriteCompliance));
        Assert.Equal(row[10] == "W", Has(role, Administer));
    }

    [Theory]
    [InlineData(Roles.Auditor)]
    [InlineData(Roles.Sponsor)]
    public void ReadOnlyRole_ChangesNothingOfTheRecords(string role) =>
        Assert.All(
            Permission.List.Where(p => Has(role, p)),
            p =>
                Assert.True(
                    p.Name.EndsWith(".read", StringComparison.Ordinal)
                        || p == WriteReports
                        || p == UnmaskDecisions
                        // Trainings of one's own, which count once someone else has confirmed them.
                        || p == RecordCompetences,
                    p.Name
                )
        );

    [Fact]
    public void Permission_EachOne_HasANameOfItsOwnAndWordsAndKnownRoles()
    {
        Assert.Equal(Permission.List.Count, Permission.List.Select(p => p.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.All(Permission.List, p => Assert.False(string.IsNullOrWhiteSpace(p.Words)));
        Assert.All(Permission.List, p => Assert.All(p.GrantedTo, r => Assert.Contains(r, Roles.All)));
        Assert.All(Permission.List, p => Assert.True(p.Scope is null || Scopes.All.Contains(p.Scope, StringComparer.Ordinal)));
        Assert.All(PermissionKinds.OfPeople, p => Assert.Null(p.Scope));
    }

    [Theory]
    [MemberData(nameof(AllRoles))]
    public void KeyOfEveryScope_MayWhatItsOwnerMay_AndNoMore(string role)
    {
        var key = new Access
        {
            Actor = Actor.OfKey(new ApiKeyId(1)),
            PrintedName = "ci",
            KeyScopes = Scopes.Expand(Scopes.All),
            OwnerRoles = new HashSet<string>([role]),
        };

        // What only machines do no role gives: a key does it for an owner who holds any.
        Assert.All(Permission.List, p => Assert.Equal(p.Scope is not null && (p.GrantedTo.Count == 0 || Has(role, p)), key.Has(p)));
        Assert.All(
            Permission.List.Where(p => p.Scope is not null && p.GrantedTo.Count > 0 && !Has(role, p)),
            p => Assert.Equal("identity.owner-may-not", key.Refuses(p)?.Code)
        );
        Assert.All(Permission.List, p => Assert.False((key with { OwnerRoles = new HashSet<string>() }).Has(p), p.Name));
        Assert.All(Permission.List, p => Assert.Equal(p.Scope is not null, (key with { OwnerRoles = null }).Has(p)));
    }

    private static bool Has(string role, Permission permission) => permission.GrantedTo.Contains(role, StringComparer.Ordinal);
}
