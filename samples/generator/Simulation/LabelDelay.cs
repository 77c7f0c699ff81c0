using Governance.Samples.Data;
using Governance.Samples.Numerics;

namespace Governance.Samples.Simulation;

/// <summary>Assigns times, ids and the moment at which a label becomes known.</summary>
internal sealed class LabelDelay(string idPrefix, TimeSpan fixedPart, double medianHours, double sigma, double neverShare)
{
    public List<SampleRow> Log(IReadOnlyList<(Window Window, IReadOnlyList<SampleRow> Rows)> windows, SeededRandom random)
    {
        var log = new List<SampleRow>();
        foreach (var (window, rows) in windows)
        {
            var seconds = (long)(window.End - window.Start).TotalSeconds;
            var times = rows.Select(_ => (long)(random.Uniform() * seconds)).Order().ToArray();
            for (var i = 0; i < rows.Count; i++)
            {
                var row = rows[i];
                row.Id = $"{idPrefix}-{log.Count + 1:D6}";
                row.Window = window.Name;
                row.Time = window.Start.AddSeconds(times[i]);
                var delay = fixedPart + TimeSpan.FromSeconds(Math.Round(3600 * random.LogNormal(medianHours, sigma)));

                // The reference is the hold-out: it was labelled completely before its figures were published.
                row.LabelTime = random.Chance(neverShare) && window.Index > 0 ? null : row.Time + delay;
                log.Add(row);
            }
        }

        return log;
    }
}
