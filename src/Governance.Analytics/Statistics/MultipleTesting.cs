namespace Governance.Analytics.Statistics;

/// <summary>Corrects p-values for the number of tests made.</summary>
public static class MultipleTesting
{
    /// <summary>Adjusted p-values.</summary>
    /// <remarks>
    /// <para>Benjamini–Hochberg: with p sorted ascending, adj₍ᵢ₎ = min over j ≥ i of min(1, p₍ⱼ₎·k/j). Bonferroni: min(1, p·k).</para>
    /// <para>Source: Y. Benjamini, Y. Hochberg, J. R. Statist. Soc. B 57 (1995) 289–300.</para>
    /// </remarks>
    /// <param name="pValues">Raw p-values in [0, 1].</param>
    /// <param name="method">The correction.</param>
    /// <returns>Adjusted values in the order given.</returns>
    public static double[] Adjust(ReadOnlySpan<double> pValues, MultipleTestingMethod method = MultipleTestingMethod.BenjaminiHochberg)
    {
        var count = pValues.Length;
        var adjusted = pValues.ToArray();
        if (method == MultipleTestingMethod.Bonferroni)
        {
            for (var i = 0; i < count; i++)
            {
                adjusted[i] = Math.Min(1, adjusted[i] * count);
            }
            return adjusted;
        }
        var order = Enumerable.Range(0, count).ToArray();
        Array.Sort((double[])adjusted.Clone(), order);
        var least = 1.0;
        for (var rank = count; rank >= 1; rank--)
        {
            var index = order[rank - 1];
            // The factor first: it is 1 for the largest p, which then stays what it was.
            least = Math.Min(least, adjusted[index] * ((double)count / rank));
            adjusted[index] = least;
        }
        return adjusted;
    }
}
