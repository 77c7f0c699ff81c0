using System.Text.Json.Nodes;

namespace Governance.Domain.Compliance;

/// <summary>A kind of record that can prove something.</summary>
/// <param name="Id">Stable id: <c>model_card</c>.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Holds">What it holds.</param>
/// <param name="Fields">Names of the fields it usually has.</param>
public sealed record RecordKind(string Id, string Name, string Holds, IReadOnlyList<string> Fields);

/// <summary>The words every reference file shares.</summary>
/// <param name="RecordKinds">Record kinds by id, in order.</param>
/// <param name="StatusMeanings">What each status of an obligation says.</param>
/// <param name="VerificationLevels">What each level of confirmation says.</param>
public sealed record Vocabulary(
    IReadOnlyDictionary<string, RecordKind> RecordKinds,
    IReadOnlyDictionary<string, string> StatusMeanings,
    IReadOnlyDictionary<string, string> VerificationLevels
)
{
    /// <summary>Reads it.</summary>
    /// <exception cref="FormatException">The data is wrong; the message names the place.</exception>
    public static Vocabulary Read(JsonObject data)
    {
        var root = ReferenceFields.Of(data, "vocabulary").Skip("schema_version", "as_of", "field_status", "date_rules");
        var vocabulary = new Vocabulary(
            root.List("record_kinds").Select(Kind).ToDictionary(k => k.Id, StringComparer.Ordinal),
            Meanings(root.List("obligation_status")),
            Meanings(root.List("verification_levels"))
        );
        root.End();
        foreach (var status in WireName.All<DutyStatus>())
        {
            if (!vocabulary.StatusMeanings.ContainsKey(status.Replace('-', '_')))
            {
                throw new FormatException($"vocabulary.obligation_status: {status} is missing.");
            }
        }

        return vocabulary;
    }

    private static RecordKind Kind(ReferenceFields one)
    {
        var kind = new RecordKind(one.Text("id"), one.Text("name"), one.Text("holds"), one.Texts("typical_fields"));
        one.End();
        return kind;
    }

    private static Dictionary<string, string> Meanings(List<ReferenceFields> list) =>
        list.ToDictionary(
            one => one.Text("id"),
            one =>
            {
                var meaning = one.Text("meaning");
                one.End();
                return meaning;
            },
            StringComparer.Ordinal
        );
}
