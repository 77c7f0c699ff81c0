using System.Text.Json;
using Governance.Domain.Agents.Runs;
using Governance.Domain.Decisions;
using Governance.Domain.Monitoring;

namespace Governance.Portal.Operations.Decisions.Intake;

/// <summary>
/// Looks whether what a model was given reads like instructions for it: prompts and passages that were retrieved, by the same signs as
/// results of an agent's tools. Only in fields whose values the model's policy lets the portal store or mask, while the line is read and
/// before any transaction, and in a bounded part of each decision.
/// </summary>
internal static class InputCheck
{
    /// <summary>Characters of a decision that are looked at; what comes later is not.</summary>
    public const int MaxCharacters = 20_000;

    // No sign is shorter, and most fields of most models are numbers and categories.
    private const int MinText = 12;

    /// <summary>Adds a finding for each field of the input in which there is a sign.</summary>
    public static void Check(JsonElement? input, DecisionPolicy? policy, ref List<Finding>? findings)
    {
        if (policy is null || input is not { ValueKind: JsonValueKind.Object } given)
        {
            return;
        }

        var left = MaxCharacters;
        foreach (var member in given.EnumerateObject())
        {
            if (policy.RuleOf(member.Name) is not FieldRule.Drop && Has(member.Value, ref left))
            {
                (findings ??= []).Add(new(AlertRule.InstructionsInInput, member.Name));
            }
        }
    }

    private static bool Has(JsonElement value, ref int left)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    if (Has(member.Value, ref left))
                    {
                        return true;
                    }
                }

                return false;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    if (Has(item, ref left))
                    {
                        return true;
                    }
                }

                return false;
            case JsonValueKind.String when left > 0:
                var text = value.GetString()!;
                if (text.Length < MinText)
                {
                    return false;
                }

                var looked = text.Length > left ? text[..left] : text;
                left -= looked.Length;
                return InstructionText.Find(looked).Count > 0;
            default:
                return false;
        }
    }
}
