using Governance.Domain.Identity;
using Governance.Domain.Models;

namespace Governance.Domain.Tests.Identity;

/// <summary>The second line files what it measures, and not what the first line says of its own work.</summary>
public sealed class EvidenceFilingTests
{
    public static TheoryData<EvidenceKind> Kinds => [.. Enum.GetValues<EvidenceKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void RiskOfficer_FilesEvidenceOfAValidationAlone_AndEngineersAllOfIt(EvidenceKind kind)
    {
        var may = EvidenceFiling.OfSecondLine.Contains(kind);

        Assert.Equal(may ? null : "evidence.not-second-line", EvidenceFiling.Refuses(OfUser(Roles.RiskOfficer), kind)?.Code);
        Assert.Equal(may ? null : "evidence.not-second-line", EvidenceFiling.Refuses(OfKey(Roles.RiskOfficer), kind)?.Code);
        Assert.Null(EvidenceFiling.Refuses(OfUser(Roles.Engineer), kind));
        Assert.Null(EvidenceFiling.Refuses(OfKey(Roles.RiskOfficer, Roles.ComplianceOfficer), kind));
    }

    private static Access OfUser(string role) =>
        new()
        {
            Actor = Actor.OfUser(new UserId(1), role, session: null),
            PrintedName = "A. Ode",
            HeldRoles = new HashSet<string> { role },
            Role = role,
        };

    private static Access OfKey(params string[] roles) =>
        new()
        {
            Actor = Actor.OfKey(new ApiKeyId(1)),
            PrintedName = "ci",
            KeyScopes = new HashSet<string> { Scopes.EvidenceWrite },
            OwnerRoles = roles.ToHashSet(),
        };
}
