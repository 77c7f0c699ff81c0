namespace Governance.Domain.Monitoring;

/// <summary>
/// The one order in which the columns of a window are named as the reason of its drift, on every page, in every document and answer: what
/// drifts first, by its PSI. A column that is stable is the reason of nothing, however large its number.
/// </summary>
public static class DriftRanking
{
    /// <summary>Verdicts of a column that drifts: its change is significant and large enough to matter.</summary>
    public static IReadOnlyList<string> Verdicts { get; } = ["moderate", "major"];

    /// <summary>Whether a column with this verdict drifts.</summary>
    /// <param name="verdict">The verdict, as in the drift JSON.</param>
    public static bool IsDrift(string verdict) => verdict is "moderate" or "major";

    /// <summary>All columns in the order, those that do not drift behind those that do.</summary>
    /// <typeparam name="T">A column.</typeparam>
    /// <param name="columns">The columns.</param>
    /// <param name="of">Name, verdict and PSI of one.</param>
    public static IOrderedEnumerable<T> Rank<T>(this IEnumerable<T> columns, Func<T, (string Name, string Verdict, double? Psi)> of) =>
        columns
            .OrderByDescending(c => IsDrift(of(c).Verdict))
            .ThenByDescending(c => of(c).Psi ?? -1)
            .ThenBy(c => of(c).Name, StringComparer.Ordinal);

    /// <summary>The columns that drift, in the order; none where nothing does.</summary>
    /// <typeparam name="T">A column.</typeparam>
    /// <param name="columns">The columns.</param>
    /// <param name="of">Name, verdict and PSI of one.</param>
    public static IReadOnlyList<T> Drifting<T>(this IEnumerable<T> columns, Func<T, (string Name, string Verdict, double? Psi)> of) =>
        [.. columns.Where(c => IsDrift(of(c).Verdict)).Rank(of)];

    /// <summary>
    /// The PSI by which a window as a whole is named: the highest of what drifts, and of all columns where nothing drifts; null where the
    /// column it is named by has none.
    /// </summary>
    /// <typeparam name="T">A column.</typeparam>
    /// <param name="columns">The columns.</param>
    /// <param name="of">Name, verdict and PSI of one.</param>
    public static double? WorstPsi<T>(this IEnumerable<T> columns, Func<T, (string Name, string Verdict, double? Psi)> of) =>
        columns.Rank(of).Select(c => of(c).Psi).FirstOrDefault();
}
