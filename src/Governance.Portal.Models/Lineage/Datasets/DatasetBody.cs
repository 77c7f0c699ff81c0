using Governance.Portal.Kernel.Api;

namespace Governance.Portal.Models.Lineage.Datasets;

/// <summary>What a record is to say; members that are not sent stay as they are.</summary>
/// <param name="Name">Name of the dataset as model versions name it; only when it is registered.</param>
/// <param name="Owner">E-mail address of an active model owner, who answers for the data.</param>
/// <param name="Sensitivity"><c>public</c>, <c>internal</c>, <c>confidential</c> or <c>restricted</c>.</param>
/// <param name="Description">What it holds, in one sentence.</param>
/// <param name="PersonalData">Whether data about people is in it.</param>
/// <param name="Categories">Categories of personal data.</param>
/// <param name="SpecialCategories">Whether special categories of GDPR Article 9 are among it.</param>
/// <param name="LegalBasis">GDPR Article 6(1): <c>consent</c>, <c>contract</c>, <c>legal-obligation</c>, <c>vital-interests</c>,
/// <c>public-task</c> or <c>legitimate-interests</c>.</param>
/// <param name="Consent">Where the consent is kept.</param>
/// <param name="ConsentWithdrawnOn">Day on which the consent was withdrawn.</param>
/// <param name="Region">Region in which it is kept.</param>
/// <param name="RetentionUntil">Last day on which it may be kept.</param>
/// <param name="Purposes">Purposes it may be used for.</param>
/// <param name="Licence">Licence.</param>
/// <param name="Datasheet">How it was collected, made and checked (Markdown).</param>
public sealed record DatasetBody(
    Patch<string> Name,
    Patch<string> Owner,
    Patch<string> Sensitivity,
    Patch<string> Description,
    Patch<bool?> PersonalData,
    Patch<IReadOnlyList<string?>> Categories,
    Patch<bool?> SpecialCategories,
    Patch<string> LegalBasis,
    Patch<string> Consent,
    Patch<string> ConsentWithdrawnOn,
    Patch<string> Region,
    Patch<string> RetentionUntil,
    Patch<IReadOnlyList<string?>> Purposes,
    Patch<string> Licence,
    Patch<string> Datasheet
)
{
    /// <summary>Together with the day on which a consent was withdrawn: the part of the data it concerns.</summary>
    public string? WithdrawalScope { get; init; }

    /// <summary>Together with that day: the reason for the withdrawal. The log holds its digest.</summary>
    public string? WithdrawalReason { get; init; }

    /// <summary>
    /// AI systems the dataset belongs to, by id. Who has a role for one of them sees its record; without any, only roles for the whole
    /// organisation do.
    /// </summary>
    public Patch<IReadOnlyList<string?>> Systems { get; init; }
}
