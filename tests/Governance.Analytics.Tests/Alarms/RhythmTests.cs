using Governance.Analytics.Alarms;

namespace Governance.Analytics.Tests.Alarms;

/// <summary>How often data comes, learnt from what came or declared.</summary>
public sealed class RhythmTests
{
    private static readonly DateTimeOffset s_monday = new(2026, 9, 7, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Declared_IsLateAfterHalfARhythmMore() =>
        Assert.Equal(new(TimeSpan.FromHours(24), TimeSpan.FromHours(36), true), Rhythm.Declared(TimeSpan.FromHours(24)));

    [Fact]
    public void Learn_WeeklyWindows_AreLateAfterAWeekAndAHalf() =>
        Assert.Equal(new(TimeSpan.FromDays(7), TimeSpan.FromDays(10.5), false), Learn(0, 7, 14, 21, 28, 35, 42));

    [Fact]
    public void Learn_FewArrivals_HaveNoRhythm() => Assert.Null(Learn(0, 7, 14, 21, 28, 35));

    // Five days a week: gaps 1,1,1,1,3,1,1. Longest usual 3, and half of the median.
    [Fact]
    public void Learn_WorkingDays_AreNotLateOverAWeekend() =>
        Assert.Equal(new(TimeSpan.FromDays(1), TimeSpan.FromDays(3.5), false), Learn(0, 1, 2, 3, 4, 7, 8, 9));

    [Fact]
    public void Learn_OneOutage_ChangesNothing() =>
        Assert.Equal(TimeSpan.FromDays(1.5), Learn(0, 1, 2, 3, 23, 24, 25, 26)!.Value.LateAfter);

    [Fact]
    public void Learn_SeveralOfOneEnd_CountOnce() => Assert.Equal(Learn(0, 1, 2, 3, 4, 5, 6), Learn(0, 0, 1, 1, 2, 3, 3, 3, 4, 5, 6, 6));

    // Sorted gaps: 0.01 ×4, 5, 30, 90: none is the rule.
    [Fact]
    public void Learn_Irregular_HasNoRhythm() => Assert.Null(Learn(0, 0.01, 0.02, 0.03, 0.04, 5.04, 35.04, 125.04));

    [Fact]
    public void Learn_OnlyTheNewestCount() =>
        Assert.Equal(
            TimeSpan.FromDays(1),
            Learn([.. Enumerable.Range(0, 20).Select(i => i * 7.0), .. Enumerable.Range(134, 14)])!.Value.Every
        );

    [Fact]
    public void Learn_WhatIsReceivedLateEachTime_MayBeThatMuchLater()
    {
        var steady = Enumerable.Range(0, 8).Select(i => (s_monday.AddDays(7 * i), s_monday.AddDays((7 * i) + 5 + (i % 2))));
        var slow = Enumerable.Range(0, 8).Select(i => (s_monday.AddDays(7 * i), s_monday.AddDays((7 * i) + 60)));

        Assert.Equal(TimeSpan.FromDays(15.5), Rhythm.Learn(steady)!.Value.LateAfter);
        Assert.Equal(TimeSpan.FromDays(17.5), Rhythm.Learn(slow)!.Value.LateAfter);
    }

    // A history that was filled in at once.
    private static Rhythm? Learn(params double[] days) => Rhythm.Learn(days.Select(d => (s_monday.AddDays(d), s_monday.AddDays(200))));
}
