using System.Globalization;

namespace Governance.Policies;

/// <summary>Reads test files with the strictness of policies.</summary>
internal sealed class PolicyTestReader(YamlFields fields)
{
    private static readonly string[] s_outcomes = ["pass", "warn", "fail", "error"];
    private static readonly string[] s_ruleOutcomes = ["pass", "fail", "error", "waived", "not_applicable", "absent"];

    public static PolicyTestParseResult Read(ReadOnlyMemory<byte> utf8)
    {
        var problems = new List<PolicyProblem>();
        var root = YamlTreeReader.Read(utf8, problems);
        var file = root is null ? null : new PolicyTestReader(new YamlFields(problems)).File(root);
        return problems.Count == 0
            ? new(file, problems)
            : new(null, [.. problems.OrderBy(problem => problem.Line).ThenBy(problem => problem.Column)]);
    }

    private PolicyTestFile? File(YamlNode root)
    {
        if (
            fields.Map(root, string.Empty, ["apiVersion", "kind", "policies", "inputs", "cases"], ["apiVersion", "kind", "cases"])
            is not { } top
        )
        {
            return null;
        }

        fields.Word(top["apiVersion"], "apiVersion", ["governance/v1"]);
        fields.Word(top["kind"], "kind", ["PolicyTest"]);
        var policies = fields.Texts(top["policies"], "policies") ?? [];
        var inputs = Inputs(top["inputs"]);
        var cases = new List<PolicyTestCase>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var node in fields.List(top["cases"], "cases", PolicyTestFile.MaxCases, "Give at least one case.") ?? [])
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"cases[{cases.Count}]");
            if (Case(node, path, inputs) is not { } one)
            {
                continue;
            }

            if (one.Name.Length > 0 && !lines.TryAdd(one.Name, one.Line))
            {
                fields.Add(
                    node,
                    path + ".name",
                    string.Create(CultureInfo.InvariantCulture, $"There is already a case with this name in line {lines[one.Name]}."),
                    "Give every case a name of its own."
                );
            }

            cases.Add(one);
        }

        return new(policies, cases);
    }

    /// <summary>Documents that several cases start from, by name: a file with its own inputs runs wherever it is copied to.</summary>
    private Dictionary<string, string> Inputs(YamlNode? node)
    {
        var inputs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in fields.OpenMap(node, "inputs")?.Members ?? [])
        {
            var path = $"inputs.{YamlTreeReader.Shown(key.Value)}";
            if (value is YamlMap && YamlJson.Of(value) is { } document)
            {
                inputs[key.Value] = document.ToJsonString();
            }
            else
            {
                fields.Add(
                    value,
                    path,
                    $"Expected the input itself, found {value.Kind}.",
                    "Files and stored gate runs can be named only in a case."
                );
            }
        }

        return inputs;
    }

    private PolicyTestCase? Case(YamlNode node, string path, Dictionary<string, string> inputs)
    {
        if (fields.Map(node, path, ["name", "input", "change", "expect"], ["name", "input", "expect"]) is not { } map)
        {
            return null;
        }

        var input = map["input"];
        var named = input is YamlText ? fields.Text(input, path + ".input") : null;
        if (input is YamlList)
        {
            fields.Add(input, path + ".input", "Expected the name of an input or the input itself, found a list.", null);
        }

        var own = named is null ? null : inputs.GetValueOrDefault(named);
        var change = map["change"] is { } given ? fields.OpenMap(given, path + ".change") : null;
        var expect = fields.Map(map["expect"], path + ".expect", ["outcome", "rules"], []);
        var rules = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in fields.OpenMap(expect?["rules"], path + ".expect.rules")?.Members ?? [])
        {
            rules[key.Value] = fields.Word(value, $"{path}.expect.rules.{YamlTreeReader.Shown(key.Value)}", s_ruleOutcomes) ?? string.Empty;
        }

        if (expect is not null && expect["outcome"] is null && rules.Count == 0)
        {
            fields.Add(expect, path + ".expect", "A case that expects nothing tests nothing.", "Give outcome, rules or both.");
        }

        return new(
            fields.Text(map["name"], path + ".name") ?? string.Empty,
            own is null ? named : null,
            input is YamlMap ? YamlJson.Of(input)!.ToJsonString() : own,
            change is null ? null : YamlJson.Of(change)!.ToJsonString(),
            Outcomes(expect?["outcome"], path + ".expect.outcome"),
            rules,
            node.Line
        );
    }

    /// <summary>One word for every mode, or a word for each: tests of a policy then hold while it only warns.</summary>
    private Dictionary<PolicyMode, string> Outcomes(YamlNode? node, string path)
    {
        if (node is not YamlMap)
        {
            return fields.Word(node, path, s_outcomes) is { } one ? Enum.GetValues<PolicyMode>().ToDictionary(mode => mode, _ => one) : [];
        }

        var names = Enum.GetValues<PolicyMode>().ToDictionary(mode => mode.ToWireName());
        var outcomes = new Dictionary<PolicyMode, string>();
        var given = fields.Map(node, path, [.. names.Keys], [PolicyMode.Enforce.ToWireName()]);
        foreach (var (name, mode) in names)
        {
            if (fields.Word(given?[name], $"{path}.{name}", s_outcomes) is { } word)
            {
                outcomes[mode] = word;
            }
        }

        return outcomes;
    }
}
