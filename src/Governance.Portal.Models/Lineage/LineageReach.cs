using Governance.Data;
using Governance.Domain.Lineage;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Lineage;

/// <summary>
/// What lies before or behind some datasets. It follows runs, not jobs: what a job made in another run from other data is not reached.
/// Every step is one query over the indexes of the flows, and the walk ends at the depth or the number of nodes that was asked for.
/// </summary>
internal sealed class LineageReach
{
    private const int Chunk = 400;

    private readonly Dictionary<int, int> _distance = [];
    private readonly HashSet<int> _jobs = [];
    private readonly HashSet<(int From, int To, bool FromDataset)> _steps = [];

    private LineageReach() { }

    /// <summary>Datasets by row number, each with its distance in steps.</summary>
    public IReadOnlyDictionary<int, int> Datasets => _distance;

    /// <summary>Jobs that were passed.</summary>
    public IReadOnlySet<int> Jobs => _jobs;

    /// <summary>Steps in the direction of the data: from a dataset to a job, or from a job to a dataset.</summary>
    public IReadOnlySet<(int From, int To, bool FromDataset)> Steps => _steps;

    /// <summary>True when there is more than was asked for.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Walks.</summary>
    /// <param name="db">The database.</param>
    /// <param name="start">Where.</param>
    /// <param name="downstream">With the data, or against it.</param>
    /// <param name="depth">Steps from dataset to dataset.</param>
    /// <param name="most">Nodes.</param>
    /// <param name="sha256">Only runs that read the start in this state, or did not say in which; null for all.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<LineageReach> FromAsync(
        GovernanceDbContext db,
        IReadOnlyCollection<int> start,
        bool downstream,
        int depth,
        int most,
        string? sha256,
        CancellationToken ct
    )
    {
        var reach = new LineageReach();
        foreach (var dataset in start)
        {
            reach._distance[dataset] = 0;
        }

        var frontier = start.Distinct().ToList();
        for (var step = 1; frontier.Count > 0; step++)
        {
            if (step > depth)
            {
                reach.IsCut = await HasMoreAsync(db, frontier, downstream, ct);
                break;
            }

            var next = new List<int>();
            foreach (var part in frontier.Chunk(Chunk))
            {
                await reach.StepAsync(db, part, downstream, step, most, step == 1 ? sha256 : null, next, ct);
            }

            frontier = next;
        }

        return reach;
    }

    private static async Task<bool> HasMoreAsync(GovernanceDbContext db, List<int> frontier, bool downstream, CancellationToken ct)
    {
        var near = downstream ? FlowDirection.Input : FlowDirection.Output;
        foreach (var part in frontier.Chunk(Chunk))
        {
            if (await db.LineageEdges.AnyAsync(e => part.Contains(e.Dataset) && e.Direction == near, ct))
            {
                return true;
            }
        }

        return false;
    }

    private async Task StepAsync(
        GovernanceDbContext db,
        int[] datasets,
        bool downstream,
        int step,
        int most,
        string? sha256,
        List<int> next,
        CancellationToken ct
    )
    {
        var (near, far) = downstream ? (FlowDirection.Input, FlowDirection.Output) : (FlowDirection.Output, FlowDirection.Input);
        var flows = db
            .LineageFlows.AsNoTracking()
            .Where(f => datasets.Contains(f.Dataset) && f.Direction == near && (sha256 == null || f.Sha256 == null || f.Sha256 == sha256));
        // A job that only reads is shown too, though nothing lies behind it.
        foreach (
            var (dataset, job) in (await flows.Select(f => new { f.Dataset, f.Job }).Distinct().ToListAsync(ct)).Select(f =>
                (f.Dataset, f.Job)
            )
        )
        {
            if (!Full(most, _jobs.Contains(job)))
            {
                _jobs.Add(job);
                Add(dataset, job, downstream);
            }
        }

        var ways = await flows
            .Join(db.LineageFlows.Where(g => g.Direction == far), f => f.Source, g => g.Source, (f, g) => new { f.Job, g.Dataset })
            .Distinct()
            .OrderBy(w => w.Dataset)
            .ThenBy(w => w.Job)
            .Take(most + 1)
            .ToListAsync(ct);
        IsCut |= ways.Count > most;
        foreach (var way in ways.Where(w => _jobs.Contains(w.Job)))
        {
            if (!_distance.ContainsKey(way.Dataset))
            {
                if (Full(most, known: false))
                {
                    continue;
                }

                _distance[way.Dataset] = step;
                next.Add(way.Dataset);
            }

            Add(way.Dataset, way.Job, !downstream);
        }
    }

    private bool Full(int most, bool known)
    {
        var full = !known && _distance.Count + _jobs.Count >= most;
        IsCut |= full;
        return full;
    }

    private void Add(int dataset, int job, bool read) => _steps.Add(read ? (dataset, job, true) : (job, dataset, false));
}
