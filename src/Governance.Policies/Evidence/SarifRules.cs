namespace Governance.Policies;

/// <summary>What a run of SARIF says of its rules, those of extensions (packs of queries) included; the driver's come first.</summary>
internal sealed class SarifRules
{
    private readonly List<IReadOnlyList<Payload>> _components;
    private readonly Dictionary<string, Payload> _byId;
    private readonly List<(string? Id, string Level)> _overrides;

    public SarifRules(Payload driver, IReadOnlyList<Payload> extensions, IReadOnlyList<Payload> invocations)
    {
        _components = [.. extensions.Prepend(driver).Select(component => component.Objects("rules"))];
        _byId = _components
            .SelectMany(rules => rules)
            .Where(rule => rule.Word("id") is not null)
            .GroupBy(rule => rule.Word("id")!, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        // 3.20.5: what a user of the tool set for a run stands above what the rule says of itself.
        _overrides =
        [
            .. invocations
                .SelectMany(invocation => invocation.Objects("ruleConfigurationOverrides"))
                .Select(item =>
                    (
                        Id: item.Object("descriptor") is { } of ? Named(of)?.Word("id") ?? of.Word("id") : null,
                        Level: LevelOf(item, "configuration")
                    )
                )
                .Where(item => item.Level is not null)
                .Select(item => (item.Id, item.Level!)),
        ];
    }

    /// <summary>
    /// The security severity of a result, where one is stated, and its level: its own, that of an override, that of its rule, or
    /// <c>warning</c> (3.27.10).
    /// </summary>
    public (double? Score, string Level) Of(Payload result)
    {
        var rule = RuleOf(result);
        var id = rule?.Word("id");
        return (
            result.Object("properties")?.Number("security-severity") ?? rule?.Object("properties")?.Number("security-severity"),
            result.Word("level")
                ?? _overrides.Where(item => item.Id is not null && item.Id == id).Select(item => item.Level).FirstOrDefault()
                ?? (rule is null ? null : LevelOf(rule, "defaultConfiguration"))
                ?? "warning"
        );
    }

    private static string? LevelOf(Payload item, string configuration) => item.Object(configuration)?.Word("level");

    /// <summary>
    /// The rule a result is of: named by <c>ruleId</c> or <c>rule.id</c>, where <c>CA1001/2</c> is of rule <c>CA1001</c> (3.27.5), or by
    /// its place among the rules of the driver or of an extension (3.52).
    /// </summary>
    private Payload? RuleOf(Payload result)
    {
        var reference = result.Object("rule");
        var id = result.Word("ruleId") ?? reference?.Word("id");
        if (id is null)
        {
            return (reference is null ? null : Named(reference)) ?? At(0, Index(result, "ruleIndex"));
        }

        while (!_byId.ContainsKey(id) && id.LastIndexOf('/') is > 0 and var slash)
        {
            id = id[..slash];
        }

        return _byId.GetValueOrDefault(id);
    }

    private Payload? Named(Payload reference) =>
        reference.Word("id") is { } id && _byId.TryGetValue(id, out var rule)
            ? rule
            : At(
                reference.Object("toolComponent") is { } component && Index(component, "index") is { } extension ? extension + 1 : 0,
                Index(reference, "index")
            );

    // -1 stands for none (3.27.6, 3.52.5, 3.54.4).
    private static long? Index(Payload of, string member) => of.Number(member) is >= 0 and var index ? (long)index : null;

    private Payload? At(long component, long? index) =>
        component < _components.Count && index is { } at && at < _components[(int)component].Count
            ? _components[(int)component][(int)at]
            : null;
}
