using Governance.Domain.Datasets;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Models.Lineage.Datasets;

/// <summary>Words for what records of datasets say.</summary>
internal static class DatasetLabels
{
    public static string Of(Sensitivity sensitivity) =>
        sensitivity switch
        {
            Sensitivity.Public => "Public",
            Sensitivity.Internal => "Internal",
            Sensitivity.Confidential => "Confidential",
            _ => T.Sense("Restricted", "sensitivity"),
        };

    public static string Of(LegalBasis basis) =>
        basis switch
        {
            LegalBasis.Consent => "Consent, Art. 6(1)(a) GDPR",
            LegalBasis.Contract => "Contract, Art. 6(1)(b) GDPR",
            LegalBasis.LegalObligation => "Legal obligation, Art. 6(1)(c) GDPR",
            LegalBasis.VitalInterests => "Vital interests, Art. 6(1)(d) GDPR",
            LegalBasis.PublicTask => "Public task, Art. 6(1)(e) GDPR",
            _ => "Legitimate interests, Art. 6(1)(f) GDPR",
        };

    public static string Member(string member) =>
        member switch
        {
            "owner" => "Owner",
            "description" => "Description",
            "sensitivity" => "Sensitivity",
            "personalData" => "Personal data",
            "categories" => "Categories of personal data",
            "specialCategories" => "Special categories",
            "legalBasis" => "Legal basis",
            "consent" => "Reference to the consent",
            "consentWithdrawnOn" => "Consent withdrawn on",
            "region" => "Region",
            "retentionUntil" => "Kept until",
            "purposes" => "Allowed purposes",
            "licence" => "Licence",
            _ => "Datasheet",
        };

    /// <summary>Why data may not be used any more.</summary>
    public static string Of(DataEnd cause) => cause is DataEnd.ConsentWithdrawn ? "Consent withdrawn" : "Retention period ended";

    /// <summary>What came of a task: of the data itself, or of a model.</summary>
    public static string Of(DataTaskOutcome outcome, string? model) =>
        outcome switch
        {
            DataTaskOutcome.Deleted => model is null ? "Data deleted" : "Versions retired",
            DataTaskOutcome.Retrained => "Retrained without the data",
            _ => "Kept, with a reason",
        };
}
