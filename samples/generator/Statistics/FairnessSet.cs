namespace Governance.Samples.Statistics;

internal static class FairnessSet
{
    /// <summary>Each protected attribute, then each pair of them as <c>a|b</c>.</summary>
    public static IReadOnlyList<FairnessAttribute> Of(
        IReadOnlyList<string> names,
        IReadOnlyList<(string[] Protected, ScoredLabel Row)> rows
    )
    {
        var result = new List<FairnessAttribute>();
        for (var a = 0; a < names.Count; a++)
        {
            var first = a;
            result.Add(new FairnessAttribute(names[a], rows.Select(r => (r.Protected[first], r.Row))));
        }

        for (var a = 0; a < names.Count; a++)
        {
            for (var b = a + 1; b < names.Count; b++)
            {
                var (first, second) = (a, b);
                result.Add(
                    new FairnessAttribute(
                        $"{names[a]}|{names[b]}",
                        rows.Select(r => ($"{r.Protected[first]}|{r.Protected[second]}", r.Row))
                    )
                );
            }
        }

        return result;
    }
}
