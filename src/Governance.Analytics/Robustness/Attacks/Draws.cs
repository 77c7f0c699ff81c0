namespace Governance.Analytics.Robustness.Attacks;

/// <summary>What searches draw.</summary>
internal static class Draws
{
    /// <summary>A standard normal number for some variables, 0 for the others (Box–Muller).</summary>
    public static double[] Normal(RowSearch search, int[] variables)
    {
        var vector = new double[search.Origin.Length];
        foreach (var v in variables)
        {
            vector[v] = Math.Sqrt(-2 * Math.Log(1 - search.Random.NextDouble())) * Math.Cos(2 * Math.PI * search.Random.NextDouble());
        }
        return vector;
    }

    /// <summary>Some of several, each as likely, in no order; all when there are no more.</summary>
    public static int[] Some(RowSearch search, int[] all, int count)
    {
        if (all.Length <= count)
        {
            return all;
        }
        var chosen = (int[])all.Clone();
        for (var i = 0; i < count; i++)
        {
            var other = search.Random.Next(i, chosen.Length);
            (chosen[i], chosen[other]) = (chosen[other], chosen[i]);
        }
        return chosen[..count];
    }
}
