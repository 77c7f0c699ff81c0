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
        var expected = Sentence.Of(
            "region.asked",
            $"{RuleContext.Listed(fields)} in {RuleContext.Listed(allowed)}",
            ("places", Values.Terms(StatementTerms.Place, fields)),
            ("regions", Values.Ids(allowed, int.MaxValue))
        );
        var actual = Sentence.Joined(
            "; ",
            known.Select(pair =>
                pair.regions.Count == 0
                    ? Sentence.Of("region.seen-unknown", $"{pair.field}: unknown", Place(pair.field))
                    : Sentence.Of(
                        "region.seen",
                        $"{pair.field}: {RuleContext.Listed(pair.regions)}",
                        Place(pair.field),
                        ("regions", Values.Ids(pair.regions, 20))
                    )
            )
        );
        var outside = known
            .SelectMany(pair =>
                pair.regions.Where(region => !allowed.Contains(region, StringComparer.Ordinal)).Select(region => (region, pair.field))
            )
            .ToList();
        if (outside.Count > 0)
        {
            return Finding
                .Fail(
                    Sentence.Of(
                        "region.outside",
                        $"Not an approved region: {RuleContext.Listed(outside.Select(one => $"{one.region} ({one.field})"))}. "
                            + $"Move it to {RuleContext.Listed(allowed)}.",
                        (
                            "outside",
                            Values.List(
                                outside,
                                one => Values.Phrase("region.one", ("region", Values.Id(one.region)), Place(one.field)),
                                20
                            )
                        ),
                        ("regions", Values.Ids(allowed, int.MaxValue))
                    ),
                    expected,
                    actual
                )
                .From(evidence);
        }

        var unknown = known.Where(pair => pair.regions.Count == 0).Select(pair => pair.field).ToList();
        return (
            unknown.Count > 0
                ? Finding.Error(
                    Sentence.Of(
                        "region.unknown",
                        $"The region of {RuleContext.Listed(unknown)} is not known. "
                            + "Record it with the version or add evidence that names it.",
                        ("places", Values.Terms(StatementTerms.Place, unknown))
                    ),
                    expected,
                    actual
                )
                : Finding.Pass(Sentence.Of("region.met", "Every region is approved."), expected, actual)
        ).From(evidence);
    }

    private static (string, StatementValue?) Place(string field) => ("place", Values.Term(StatementTerms.Place, field));

    private static IReadOnlyList<string> Of(GateRegions regions, string field) =>
        field switch
        {
            "training" => regions.Training,
            "hosting" => regions.Hosting,
            _ => regions.Data,
        };
}
