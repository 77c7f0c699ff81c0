namespace Governance.Portal.Kernel.Facts;

public static class Differences
{
    public static DifferenceKind KindOf<T>(T? before, T? after)
        where T : class =>
        (before, after) switch
        {
            (null, _) => DifferenceKind.Added,
            (_, null) => DifferenceKind.Removed,
            _ => before.Equals(after) ? DifferenceKind.Same : DifferenceKind.Changed,
        };

    /// <summary>
    /// Pairs rows by key, in the order of their keys. A key that stands several times pairs first with first, second with second.
    /// </summary>
    public static IEnumerable<(TKey Key, T? Before, T? After)> Match<T, TKey>(
        IEnumerable<T> before,
        IEnumerable<T> after,
        Func<T, TKey> key
    )
        where T : class
        where TKey : notnull
    {
        var old = before.ToLookup(key);
        var fresh = after.ToLookup(key);
        foreach (var k in old.Select(g => g.Key).Union(fresh.Select(g => g.Key)).Order())
        {
            var (a, b) = (old[k].ToList(), fresh[k].ToList());
            for (var i = 0; i < Math.Max(a.Count, b.Count); i++)
            {
                yield return (k, i < a.Count ? a[i] : null, i < b.Count ? b[i] : null);
            }
        }
    }
}
