using Governance.Portal.Kernel.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>Which days of the windows shown have labels, so that a quiet chart is not taken for a good one.</summary>
/// <param name="Days">Days with rows, in order, with their rows and labelled rows.</param>
public sealed record LabelDays(IReadOnlyList<(DateOnly Day, long Rows, long Labelled)> Days)
{
    /// <summary>Days without any label.</summary>
    public int Bare => Days.Count(d => d.Labelled == 0);

    /// <summary>Stretches of days that are alike, over the whole time: without any label, or not.</summary>
    public IReadOnlyList<(DateOnly From, DateOnly To, bool IsBare)> Runs
    {
        get
        {
            var runs = new List<(DateOnly From, DateOnly To, bool IsBare)>();
            foreach (var (day, _, labelled) in Days)
            {
                if (runs.Count > 0 && runs[^1].IsBare == (labelled == 0))
                {
                    runs[^1] = (runs[^1].From, day, runs[^1].IsBare);
                }
                else
                {
                    // Days without rows belong to what was before them.
                    if (runs.Count > 0)
                    {
                        runs[^1] = (runs[^1].From, day.AddDays(-1), runs[^1].IsBare);
                    }

                    runs.Add((day, day, labelled == 0));
                }
            }

            return runs;
        }
    }

    /// <summary>Collects the days of all windows.</summary>
    public static LabelDays Of(IEnumerable<WindowView> windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        var days = windows
            .SelectMany(w => w.Performance?.Record.CoverageByDay ?? [])
            .GroupBy(d => d.Day)
            .Select(g => (g.Key, g.Sum(d => d.Labelled.Trials), g.Sum(d => d.Labelled.Successes)))
            .OrderBy(d => d.Key)
            .ToList();
        return new LabelDays(days);
    }

    /// <summary>"6 of 28 days have no label yet: 14 Nov to 19 Nov"; stretches in order, the last three when there are many.</summary>
    public string Sentence()
    {
        var stretches = new List<(DateOnly From, DateOnly To)>();
        foreach (var (day, _, labelled) in Days)
        {
            if (labelled > 0)
            {
                continue;
            }

            if (stretches.Count > 0 && stretches[^1].To == day.AddDays(-1))
            {
                stretches[^1] = (stretches[^1].From, day);
            }
            else
            {
                stretches.Add((day, day));
            }
        }

        var named = stretches.TakeLast(3).Select(s => s.From == s.To ? Name(s.From) : T["{0} to {1}", Name(s.From), Name(s.To)]);
        return Bare == 0
            ? T["Every day has labels."]
            : T[
                Bare == 1 ? "{0} of {1} has no label yet: {2}." : "{0} of {1} have no label yet: {2}.",
                Formats.Count(Bare),
                Formats.Plural(Days.Count, "day"),
                (stretches.Count > 3 ? "… " : "") + string.Join(", ", named)
            ];
    }

    /// <summary>14 Nov.</summary>
    public static string Name(DateOnly day) => WindowText.Day(new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero));
}
