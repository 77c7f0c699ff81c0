using System.Text;
using System.Text.Json.Nodes;

namespace Governance.Policies;

/// <summary>Runs the cases of a test file. Pure: the caller brings the bytes of named inputs.</summary>
public static class PolicyTestRunner
{
    /// <summary>Runs every case.</summary>
    /// <param name="file">The cases.</param>
    /// <param name="policies">The policies under test; the built-in baseline is always evaluated with them.</param>
    /// <param name="inputs">Bytes of the named inputs; a name that is not in it fails its cases.</param>
    public static IReadOnlyList<PolicyTestResult> Run(
        PolicyTestFile file,
        IReadOnlyList<PolicyDocument> policies,
        IReadOnlyDictionary<string, ReadOnlyMemory<byte>> inputs
    )
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentNullException.ThrowIfNull(inputs);
        return [.. file.Cases.Select(one => Run(one, policies, inputs))];
    }

    private static PolicyTestResult Run(
        PolicyTestCase one,
        IReadOnlyList<PolicyDocument> policies,
        IReadOnlyDictionary<string, ReadOnlyMemory<byte>> inputs
    )
    {
        // What is enforced anywhere is enforced; the baseline is not under test.
        var mode = policies.Select(policy => policy.Mode).DefaultIfEmpty(PolicyMode.Enforce).Min();
        var outcome = one.Outcomes.GetValueOrDefault(mode);
        var expected = Words(outcome, one.Rules);
        if (outcome is null && one.Rules.Count == 0)
        {
            return new(one.Name, one.Line, false, expected, $"The case does not say what it expects in mode {mode.ToWireName()}.");
        }

        if (Input(one, inputs, out var bytes) is { } missing)
        {
            return new(one.Name, one.Line, false, expected, missing);
        }

        var read = GateInput.Read(bytes);
        if (!read.IsValid)
        {
            return new(one.Name, one.Line, false, expected, $"The input is not valid: {read.Problems[0]}");
        }

        var result = GateEvaluator.Evaluate(policies, read.Input);
        var rules = one.Rules.ToDictionary(rule => rule.Key, rule => Of(result, rule.Key), StringComparer.Ordinal);
        var passed = (outcome is null || outcome == result.Outcome.ToWireName()) && one.Rules.All(rule => rules[rule.Key] == rule.Value);
        var got = Words(outcome is null ? null : result.Outcome.ToWireName(), rules);
        var why = passed
            ? []
            : result
                .Results.Where(rule => rule.Outcome is RuleOutcome.Fail or RuleOutcome.Error)
                .Take(3)
                .Select(rule => $" {rule.RuleId}: {rule.Message}");
        return new(one.Name, one.Line, passed, expected, got + string.Concat(why));
    }

    /// <summary>What a rule said; when several policies have one of this id, the worst of them.</summary>
    private static string Of(GateResult result, string rule)
    {
        var found = result.Results.Where(item => item.RuleId == rule || $"{item.Policy}/{item.RuleId}" == rule).ToList();
        return found.Count == 0
            ? "absent"
            : found
                .MinBy(item =>
                    item.Outcome switch
                    {
                        RuleOutcome.Error => 0,
                        RuleOutcome.Fail => 1,
                        RuleOutcome.Waived => 2,
                        RuleOutcome.Pass => 3,
                        RuleOutcome.NotApplicable => 4,
                    }
                )!
                .Outcome.ToWireName();
    }

    private static string? Input(
        PolicyTestCase one,
        IReadOnlyDictionary<string, ReadOnlyMemory<byte>> inputs,
        out ReadOnlyMemory<byte> bytes
    )
    {
        bytes = one.Input is { } inline ? Encoding.UTF8.GetBytes(inline) : default;
        if (one.InputName is { } name && !inputs.TryGetValue(name, out bytes))
        {
            return $"There is no input {name}.";
        }

        if (one.Change is null)
        {
            return null;
        }

        if (!StrictJson.TryParse(bytes, JsonFields.MaxDepth, out var document, out var problem))
        {
            return $"The input is not valid: {problem}";
        }

        using (document)
        {
            var changed = Patch(JsonNode.Parse(document.RootElement.GetRawText()), JsonNode.Parse(one.Change));
            bytes = Encoding.UTF8.GetBytes(changed?.ToJsonString() ?? "null");
            return null;
        }
    }

    /// <summary>RFC 7396: members of the patch replace those of the target, null takes them away, and lists are replaced whole.</summary>
    private static JsonNode? Patch(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
        {
            return patch?.DeepClone();
        }

        var result = target is JsonObject known ? (JsonObject)known.DeepClone() : [];
        foreach (var (name, value) in changes)
        {
            if (value is null)
            {
                result.Remove(name);
                continue;
            }

            var before = result[name];
            result.Remove(name);
            result[name] = Patch(before, value);
        }

        return result;
    }

    private static string Words(string? outcome, IReadOnlyDictionary<string, string> rules) =>
        string.Join(
            ", ",
            (outcome is null ? [] : new[] { $"gate {outcome}" }).Concat(
                rules.OrderBy(rule => rule.Key, StringComparer.Ordinal).Select(rule => $"{rule.Key} {rule.Value}")
            )
        );
}
