using System.Text.Json;
using Governance.Analytics.Sequential;
using Governance.Analytics.Tests.Drift;

namespace Governance.Analytics.Tests.Sequential;

public sealed class SequentialTests
{
    // By hand with δ = 0 and a = 1, from 30 zeros: the k-th one lies 30/(30 + k) above the mean; Σ reaches 3 at the fourth (0.968 + 0.938 +
    // 0.909 + 0.882 = 3.697).
    [Fact]
    public void PageHinkley_ZerosThenOnes_AlarmsWhereTheSumSaysSo()
    {
        var detector = new PageHinkley(
            new PageHinkleyOptions
            {
                Tolerance = 0,
                Forgetting = 1,
                Threshold = 3,
            }
        );
        for (var i = 0; i < 30; i++)
        {
            Assert.False(detector.Update(0));
        }

        Assert.Equal([false, false, false, true], Enumerable.Range(0, 4).Select(_ => detector.Update(1)));
        Assert.Equal(PageHinkleyState.Empty, detector.State);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void PageHinkley_ShiftEitherWay_IsSeenSoonAndNotBefore(int direction)
    {
        var detector = new PageHinkley(new PageHinkleyOptions { Tolerance = 0.25, Threshold = 20 });
        double[] values = [.. DriftAnalysisTests.Normal(1, 1_000, 0), .. DriftAnalysisTests.Normal(2, 500, 2.0 * direction)];

        var alarms = values.Select(detector.Update).Select((alarm, i) => (alarm, i)).Where(x => x.alarm).Select(x => x.i).ToArray();

        Assert.InRange(alarms[0], 1_000, 1_060);
    }

    [Fact]
    public void Detectors_MissingValues_ChangeNothing()
    {
        var (hinkley, window) = (new PageHinkley(), new AdaptiveWindow());
        foreach (var value in DriftAnalysisTests.Normal(1, 100, 0))
        {
            hinkley.Update(value);
            window.Update(value);
        }
        var (before, width) = (hinkley.State, window.Width);

        foreach (var bad in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
        {
            Assert.False(hinkley.Update(bad));
            Assert.False(window.Update(bad));
        }

        Assert.Equal(before, hinkley.State);
        Assert.Equal(width, window.Width);
    }

    [Fact]
    public void AdaptiveWindow_MeanJumps_DropsThePast()
    {
        var window = new AdaptiveWindow();
        double[] values = [.. DriftAnalysisTests.Normal(3, 2_000, 0), .. DriftAnalysisTests.Normal(4, 1_000, 1)];

        var alarms = values.Select(window.Update).Select((alarm, i) => (alarm, i)).Where(x => x.alarm).Select(x => x.i).ToArray();

        Assert.InRange(alarms[0], 2_000, 2_160);
        Assert.InRange(window.Width, 800, 1_100);
        Assert.InRange(window.Mean!.Value, 0.85, 1.15);
        Assert.InRange(window.Variance!.Value, 0.8, 1.2);
        Assert.True(window.State.Rows.Sum(r => r.Count) < 60);
    }

    [Fact]
    public void AdaptiveWindow_StableStream_KeepsEverythingWithItsExactMean()
    {
        var window = new AdaptiveWindow();
        var values = DriftAnalysisTests.Normal(5, 10_000, 0);

        Assert.DoesNotContain(true, values.Select(window.Update));

        Assert.Equal(10_000, window.Width);
        Assert.Equal(values.Average(), window.Mean!.Value, 1e-12);
        Assert.Equal(values.Select(v => v * v).Average() - Math.Pow(values.Average(), 2), window.Variance!.Value, 1e-10);
    }

    [Fact]
    public void States_ThroughJson_GoOnExactlyAsBefore()
    {
        var values = DriftAnalysisTests.Normal(6, 700, 0);
        var (hinkley, window, errors) = (new PageHinkley(), new AdaptiveWindow(), new DriftDetectionMethod());
        foreach (var value in values[..400])
        {
            hinkley.Update(value);
            window.Update(value);
            errors.Update(value > 1);
        }
        var hinkley2 = new PageHinkley(state: Copy(hinkley.State));
        var window2 = new AdaptiveWindow(state: Copy(window.State));
        var errors2 = new DriftDetectionMethod(state: Copy(errors.State));

        foreach (var value in values[400..])
        {
            Assert.Equal(hinkley.Update(value), hinkley2.Update(value));
            Assert.Equal(window.Update(value + 1), window2.Update(value + 1));
            Assert.Equal(errors.Update(value > 0), errors2.Update(value > 0));
        }

        Assert.Equal(hinkley.State, hinkley2.State);
        Assert.Equal(JsonSerializer.Serialize(window.State), JsonSerializer.Serialize(window2.State));
        Assert.Equal(errors.State, errors2.State);
    }

    // By hand: 100 decisions with every tenth wrong: p = 0.1, s = 0.03 at best about there; errors only from then on: warning, later drift,
    // then again.
    [Fact]
    public void DriftDetection_ErrorRateRises_WarnsThenAlarms()
    {
        var detector = new DriftDetectionMethod();
        for (var i = 1; i <= 100; i++)
        {
            Assert.Equal(SequentialSignal.Stable, detector.Update(i % 10 == 0));
        }

        var signals = Enumerable.Range(0, 40).Select(_ => detector.Update(true)).ToArray();

        var warning = Array.IndexOf(signals, SequentialSignal.Warning);
        var drift = Array.IndexOf(signals, SequentialSignal.Drift);
        Assert.True(warning >= 0 && warning < drift);
        Assert.InRange(drift, 2, 20);
    }

    [Fact]
    public void RepeatedChecks_Levels_AddUpToWhatWasAsked()
    {
        Assert.Equal(0.05, Enumerable.Range(1, 100_000).Sum(k => RepeatedChecks.LevelOfLook(0.05, k)), 1e-5);
        Assert.Equal(0.001, RepeatedChecks.LevelForRunLength(1_000));
        // By hand: 50·0.05 = 2.5, ·0.05 = 0.125, ·0.05 = 0.00625 ≤ 0.05: three in a row.
        Assert.Equal(3, RepeatedChecks.ConsecutiveBreaches(0.05, 50, 0.05));
        Assert.Equal(1, RepeatedChecks.ConsecutiveBreaches(0, 50, 0.05));
    }

    private static T Copy<T>(T state) => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(state))!;
}
