namespace Governance.Domain.Identity;

/// <summary>The roles, by the ids used in database, API and log.</summary>
public static class Roles
{
    /// <summary>Registers versions and requests promotions.</summary>
    public const string Engineer = "Engineer";

    /// <summary>Answers for a model; signs the owner slot of the models they own.</summary>
    public const string ModelOwner = "ModelOwner";

    /// <summary>Signs the security slot.</summary>
    public const string SecurityReviewer = "SecurityReviewer";

    /// <summary>Signs the legal slot.</summary>
    public const string LegalReviewer = "LegalReviewer";

    /// <summary>Runs the risk register and monitoring.</summary>
    public const string RiskOfficer = "RiskOfficer";

    /// <summary>Runs obligations and reports.</summary>
    public const string ComplianceOfficer = "ComplianceOfficer";

    /// <summary>Reads everything, writes nothing.</summary>
    public const string Auditor = "Auditor";

    /// <summary>Reads dashboards.</summary>
    public const string Sponsor = "Sponsor";

    /// <summary>Runs the installation; signs nothing by virtue of it.</summary>
    public const string Administrator = "Administrator";

    /// <summary>All role ids, in the order of the administration page.</summary>
    public static IReadOnlyList<string> All { get; } =
    [Engineer, ModelOwner, SecurityReviewer, LegalReviewer, RiskOfficer, ComplianceOfficer, Auditor, Sponsor, Administrator];

    /// <summary>The word on the page.</summary>
    public static string Title(string role) =>
        role switch
        {
            ModelOwner => "Model owner",
            SecurityReviewer => "Security approver",
            LegalReviewer => "Legal approver",
            RiskOfficer => "Risk officer",
            ComplianceOfficer => "Compliance",
            _ => role,
        };
}
