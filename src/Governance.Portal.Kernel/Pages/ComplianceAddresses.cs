using Governance.Domain.Identity;
using Governance.Domain.Systems;

namespace Governance.Portal.Kernel.Pages;

/// <summary>Addresses of the pages of compliance.</summary>
public static class ComplianceAddresses
{
    /// <summary>The inventory.</summary>
    public const string Systems = "/compliance/systems";

    /// <summary>Who does what in every system.</summary>
    public const string Responsibilities = "/compliance/responsibilities";

    /// <summary>The matrix of obligations.</summary>
    public const string Obligations = "/compliance/obligations";

    /// <summary>Requests for the explanation of a decision.</summary>
    public const string Explanations = "/compliance/explanation-requests";

    /// <summary>The mapping of controls to frameworks.</summary>
    public const string Controls = "/compliance/controls";

    /// <summary>Who is competent in what, and the gaps.</summary>
    public const string Competences = "/competences";

    /// <summary>The records of trainings.</summary>
    public const string CompetenceRecords = "/competences/records";

    /// <summary>The records of a person; what waits for confirmation comes first.</summary>
    public static string CompetencesOf(UserId person) => $"{CompetenceRecords}?person={person}";

    /// <summary>What the organisation requires of its people.</summary>
    public const string CompetencePlan = "/competences/requirements";

    /// <summary>Who supplies models, data, platforms and services.</summary>
    public const string Suppliers = "/suppliers";

    /// <summary>Page of a supplier.</summary>
    public static string Supplier(string id) => $"{Suppliers}/{id}";

    /// <summary>Page of such a request.</summary>
    public static string Explanation(string id) => $"{Explanations}/{id}";

    /// <summary>Proposed use cases.</summary>
    public const string UseCases = "/compliance/use-cases";

    /// <summary>The form in which a use case is proposed.</summary>
    public const string NewUseCase = "/compliance/use-cases/new";

    /// <summary>Page of a use case.</summary>
    public static string UseCase(string id) => $"{UseCases}/{id}";

    /// <summary>Page of a system.</summary>
    public static string System(SystemId id) => $"{Systems}/{id}";

    /// <summary>Who oversees a system, and the tests of its stop control.</summary>
    public static string Oversight(SystemId id) => $"{Systems}/{id}/oversight";

    /// <summary>Risk appetite of a system, and what its metrics have to reach.</summary>
    public static string Targets(SystemId id) => $"{Systems}/{id}/targets";

    /// <summary>Questionnaire of a system.</summary>
    public static string Classify(SystemId id) => $"{Systems}/{id}/classify";

    /// <summary>The documents of a system, point by point.</summary>
    public static string TechnicalFile(SystemId id, string? document = null, string? point = null) =>
        $"{Systems}/{id}/technical-file"
        + (document is null ? "" : $"?document={Uri.EscapeDataString(document)}")
        + (document is null || point is null ? "" : $"&point={Uri.EscapeDataString(point)}");

    /// <summary>An obligation of a system in the matrix.</summary>
    public static string Obligation(SystemId id, string obligation) =>
        $"{Obligations}?system={id}&obligation={Uri.EscapeDataString(obligation)}";
}
