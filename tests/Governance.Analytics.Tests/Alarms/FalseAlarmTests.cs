using System.Globalization;
using Governance.Analytics.Alarms;
using Governance.Analytics.Drift;
using Governance.Analytics.Io;
using Governance.Analytics.Multivariate;
using Governance.Analytics.RootCause;
using Governance.Testing;

namespace Governance.Analytics.Tests.Alarms;

/// <summary>
/// The promise to those who are called at night: a stable model calls no one, one that moved calls soon. Simulated, at full size under
/// "./build.sh soak".
/// </summary>
[Trait(Soak.Trait, Soak.Value)]
public sealed class FalseAlarmTests
{
    private const int Windows = 50;
    private const int Features = 20;
    private const int Categorical = 5;
    private const int Consecutive = 2;
    private const int MinimumRows = 100;

    // Only what the rule looks at; searching for causes would cost most of the time.
    private static readonly DriftOptions s_options = DriftOptions.Default with
    {
        Parallelism = 1,
        Multivariate = MultivariateOptions.Default with { MinimumRows = 1_000_000 },
        RootCause = RootCauseOptions.Default with { MinimumRows = int.MaxValue },
    };

    // All above a million pairs of rows: below, the exact p-value counts lattice paths, which takes most of an hour for a thousand streams.
    public static TheoryData<int, int> Sizes => Soak.IsFull ? new() { { 1_100, 1_000 }, { 5_000, 1_000 } } : new() { { 5_000, 250 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void StableStreams_OfTwentyFeatures_AlertInAtMostOneOfTwenty(int referenceRows, int rows)
    {
        var streams = Soak.Size(50, 1_000);
        var alarmed = 0;
        var breached = 0;
        Parallel.For(
            0,
            streams,
            stream =>
            {
                var (any, breach) = Play(stream, referenceRows, rows, Windows, shift: 0);
                Interlocked.Add(ref alarmed, any is null ? 0 : 1);
                Interlocked.Add(ref breached, breach ? 1 : 0);
            }
        );

        Soak.Report(
            $"Stable streams, reference of {referenceRows} rows, windows of {rows}",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{streams} streams of {Windows} windows and {Features} features: {breached} with any breach, "
                    + $"{alarmed} ever alerted ({100.0 * alarmed / streams:F1} %)"
            )
        );
        Assert.True(alarmed <= 0.05 * streams, $"{alarmed} of {streams} stable streams alerted.");
    }

    [Fact]
    public void ShiftOfThreeTenthsOfASigma_IsFoundWithinThreeWindows()
    {
        var (referenceRows, rows) = (5_000, 1_000);
        var runs = Soak.Size(50, 1_000);
        var found = 0;
        var right = 0;
        Parallel.For(
            0,
            runs,
            run =>
            {
                var (alarm, _) = Play(100_000 + run, referenceRows, rows, 3, shift: 0.3);
                Interlocked.Add(ref found, alarm is null ? 0 : 1);
                Interlocked.Add(ref right, alarm is 0 ? 1 : 0);
            }
        );

        Soak.Report(
            $"Shift of 0.3 sigma in one of {Features} features, reference of {referenceRows} rows, windows of {rows}",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{runs} runs: found within 3 windows in {100.0 * right / runs:F1} %, another feature alerted in {found - right}"
            )
        );
        Assert.True(right >= 0.9 * runs, $"Found in {right} of {runs} runs only.");
    }

    /// <summary>Plays a stream against one reference.</summary>
    /// <returns>The feature that alerted first, or null; and whether any window had a breach.</returns>
    private static (int? Alarm, bool Breach) Play(int seed, int referenceRows, int rows, int windows, double shift)
    {
        var random = new Random(seed);
        var reference = ReferenceProfile.FromTable(Draw(random, referenceRows, 0), ColumnRoles.None, CancellationToken.None);
        var histories = Enumerable.Range(0, Features).Select(_ => new List<AlarmOutcome>()).ToList();
        var breach = false;
        for (var window = 0; window < windows; window++)
        {
            var result = DriftAnalysis.Compare(reference, Draw(random, rows, shift), s_options, ColumnRoles.None, CancellationToken.None);
            var verdicts = AlarmJudge.Judge([.. result.Features.Select(f => AlarmFigure.Of(f, null, MinimumRows))]);
            breach |= verdicts.Any(v => v.Outcome is AlarmOutcome.Breach);
            for (var f = 0; f < Features; f++)
            {
                histories[f].Insert(0, verdicts[f].Outcome);
                if (AlarmJudge.Next(histories[f], Consecutive) is AlarmStep.Raise)
                {
                    return (f, breach);
                }
            }
        }

        return (null, breach);
    }

    // Half of the numbers bell-shaped, a quarter skewed, a quarter counts; categories with rare values, as logs have them.
    private static Table Draw(Random random, int rows, double shift)
    {
        var columns = new List<Column>(Features);
        var values = new double[rows];
        for (var f = 0; f < Features - Categorical; f++)
        {
            for (var i = 0; i < rows; i++)
            {
                var z = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
                values[i] = (f % 4) switch
                {
                    0 or 1 => z + (f == 0 ? shift : 0),
                    2 => Math.Exp(z),
                    _ => Math.Floor(Math.Abs(z) * 3),
                };
            }

            columns.Add(new NumericColumn($"n{f}", values));
        }

        for (var c = 0; c < Categorical; c++)
        {
            var texts = new string[rows];
            for (var i = 0; i < rows; i++)
            {
                // Shares fall by the square: the last of 3, 6, 12 … categories is rare.
                var u = random.NextDouble();
                texts[i] = $"c{(int)(u * u * (3 << c))}";
            }

            columns.Add(new CategoryColumn($"k{c}", texts));
        }

        return new Table(columns);
    }
}
