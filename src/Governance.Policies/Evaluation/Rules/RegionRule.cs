namespace Governance.Policies;

/// <summary>
/// <c>approved_regions</c>: every region known from the version and from its evidence must be allowed, and each field must be known.
/// </summary>
internal static class RegionRule
{
    private static readonly string[] s_fields = ["training", "hosting", "data"];

    public static Finding Evaluate(RuleContext context)
    {
        var allowed = context.Parameters.List("allow");
        var fields = context.Parameters.Has("fields") ? context.Parameters.List("fields") : s_fields;
        var evidence = context
            .Input.Evidence.Where(item => item.Facts.Regions is not null && context.Evidence.Counts(item))
            .OrderBy(item => item.Id, StringComparer.Ordinal)
            .ToList();
        var known = fields
            .Select(field =>
                (
                    field,
                    regions: evidence
                        .Select(item => item.Facts.Regions!)
                        .Append(context.Input.Regions)
                        .SelectMany(regions => Of(regions, field))
                        .Distinct(StringComparer.Ordinal)
                        .Order(StringComparer.Ordinal)
                        .ToList()
                )
            )
            .ToList();
        var expected = $"{RuleContext.Listed(fields)} in {RuleContext.Listed(allowed)}";
        var actual = string.Join(
            "; ",
            known.Select(pair => $"{pair.field}: {(pair.regions.Count == 0 ? "unknown" : RuleContext.Listed(pair.regions))}")
        );
        var outside = known
            .SelectMany(pair =>
                pair.regions.Where(region => !allowed.Contains(region, StringComparer.Ordinal)).Select(region => $"{region} ({pair.field})")
            )
            .ToList();
        if (outside.Count > 0)
        {
            return Finding
                .Fail($"Not an approved region: {RuleContext.Listed(outside)}. Move it to {RuleContext.Listed(allowed)}.", expected, actual)
                .From(evidence);
        }

        var unknown = known.Where(pair => pair.regions.Count == 0).Select(pair => pair.field).ToList();
        return (
            unknown.Count > 0
                ? Finding.Error(
                    $"The region of {RuleContext.Listed(unknown)} is not known. Record it with the version or add evidence that names it.",
                    expected,
                    actual
                )
                : Finding.Pass("Every region is approved.", expected, actual)
        ).From(evidence);
    }

    private static IReadOnlyList<string> Of(GateRegions regions, string field) =>
        field switch
        {
            "training" => regions.Training,
            "hosting" => regions.Hosting,
            _ => regions.Data,
        };
}
