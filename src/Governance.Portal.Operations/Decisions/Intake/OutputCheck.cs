using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Decisions;
using Governance.Domain.Monitoring;

namespace Governance.Portal.Operations.Decisions.Intake;

/// <summary>
/// Looks for personal data and secrets in an output. Secrets are never stored; personal data is masked where the policy says so.
/// </summary>
internal static class OutputCheck
{
    private const string Secret = "secret";

    /// <summary>What masking leaves of the output; null when it may be stored as it was sent.</summary>
    public static JsonElement? Check(JsonElement output, bool maskPersonal, ref List<Finding>? findings)
    {
        var masks = false;
        Find(output, maskPersonal, ref masks, ref findings);
        return masks ? JsonSerializer.SerializeToElement(Masked(JsonNode.Parse(output.GetRawText())!, maskPersonal)) : null;
    }

    // The name of a member says what its value is.
    private static bool IsSecret(string name, string value) => SensitiveText.IsSecretName(name) && SensitiveText.IsSecretValue(value);

    private static void Find(JsonElement value, bool maskPersonal, ref bool masks, ref List<Finding>? findings)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    if (member.Value.ValueKind is JsonValueKind.String && IsSecret(member.Name, member.Value.GetString()!))
                    {
                        masks = true;
                        (findings ??= []).Add(new(AlertRule.SecretInOutput, Secret));
                        continue;
                    }

                    Find(member.Value, maskPersonal, ref masks, ref findings);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Find(item, maskPersonal, ref masks, ref findings);
                }

                break;
            case JsonValueKind.String:
                foreach (var span in SensitiveText.Find(value.GetString()!))
                {
                    masks |= span.IsSecret || maskPersonal;
                    (findings ??= []).Add(new(span.IsSecret ? AlertRule.SecretInOutput : AlertRule.PersonalDataInOutput, span.Kind));
                }

                break;
            default:
                break;
        }
    }

    private static JsonNode? Masked(JsonNode? node, bool maskPersonal)
    {
        switch (node)
        {
            case JsonObject members:
                return new JsonObject(
                    members.Select(m =>
                        KeyValuePair.Create(
                            m.Key,
                            m.Value is JsonValue text
                            && text.GetValueKind() is JsonValueKind.String
                            && IsSecret(m.Key, text.GetValue<string>())
                                ? $"[{Secret}]"
                                : Masked(m.Value, maskPersonal)
                        )
                    )
                );
            case JsonArray items:
                return new JsonArray([.. items.Select(i => Masked(i, maskPersonal))]);
            case JsonValue value when value.GetValueKind() is JsonValueKind.String:
                var words = value.GetValue<string>();
                return JsonValue.Create(SensitiveText.Mask(words, SensitiveText.Find(words).Where(s => s.IsSecret || maskPersonal)));
            default:
                return node?.DeepClone();
        }
    }
}
