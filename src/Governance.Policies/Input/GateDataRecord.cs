using System.Text.Json.Nodes;

namespace Governance.Policies;

/// <summary>A dataset that the version depends on.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Role">One of <see cref="PolicyVocabulary.DataRoles"/>.</param>
/// <param name="Record">Id of its record; null where it has none, and then nothing else is known.</param>
public sealed record GateDataRecord(string Name, string Role, string? Record)
{
    /// <summary>One of <see cref="PolicyVocabulary.Sensitivities"/>.</summary>
    public string? Sensitivity { get; init; }

    /// <summary>Whether data about people is in it.</summary>
    public bool PersonalData { get; init; }

    /// <summary>Whether special categories of GDPR Article 9 are among it.</summary>
    public bool SpecialCategories { get; init; }

    /// <summary>Day on which the consent was withdrawn, as 2027-03-01.</summary>
    public string? ConsentWithdrawnOn { get; init; }

    /// <summary>Last day on which it may be kept, as 2027-03-01.</summary>
    public string? RetentionUntil { get; init; }

    /// <summary>Region in which it is kept.</summary>
    public string? Region { get; init; }

    /// <summary>Purposes it may be used for.</summary>
    public IReadOnlyList<string> Purposes { get; init; } = [];

    internal JsonObject ToJson()
    {
        var json = new JsonObject { ["name"] = Name, ["role"] = Role };
        GateInputWriter.Set(json, "record", Record);
        if (Record is null)
        {
            return json;
        }

        GateInputWriter.Set(json, "sensitivity", Sensitivity);
        json["personalData"] = PersonalData;
        json["specialCategories"] = SpecialCategories;
        GateInputWriter.Set(json, "consentWithdrawnOn", ConsentWithdrawnOn);
        GateInputWriter.Set(json, "retentionUntil", RetentionUntil);
        GateInputWriter.Set(json, "region", Region);
        json["purposes"] = new JsonArray([.. Purposes.Order(StringComparer.Ordinal).Select(purpose => JsonValue.Create(purpose))]);
        return json;
    }

    internal static GateDataRecord Read(JsonFields dataset) =>
        new(dataset.Text("name"), dataset.Word("role", PolicyVocabulary.DataRoles), dataset.OptionalText("record"))
        {
            Sensitivity = dataset.Has("sensitivity") ? dataset.Word("sensitivity", PolicyVocabulary.Sensitivities) : null,
            PersonalData = dataset.OptionalFlag("personalData") ?? false,
            SpecialCategories = dataset.OptionalFlag("specialCategories") ?? false,
            ConsentWithdrawnOn = dataset.OptionalText("consentWithdrawnOn"),
            RetentionUntil = dataset.OptionalText("retentionUntil"),
            Region = dataset.OptionalText("region"),
            Purposes = dataset.Has("purposes") ? dataset.Texts("purposes") : [],
        };
}
