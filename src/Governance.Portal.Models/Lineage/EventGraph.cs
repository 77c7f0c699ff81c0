using Governance.Domain.Lineage;
using Governance.Domain.Models;

namespace Governance.Portal.Models.Lineage;

/// <summary>A flow by the keys of what it connects.</summary>
/// <param name="Run">The run; null of a job by design.</param>
/// <param name="Job">Key of the job.</param>
/// <param name="Dataset">Key of the dataset.</param>
/// <param name="Direction">Which way.</param>
/// <param name="Sha256">Digest of the dataset's content.</param>
internal sealed record EventFlow(string? Run, string Job, string Dataset, FlowDirection Direction, string? Sha256);

/// <summary>
/// Datasets, runs and what flows between them, worked out of events alone: what gates judge by. The tables of the same name are for pages;
/// no rule follows from them, because a row of them is no one's word.
/// </summary>
/// <param name="keepsRuns">Whether it also keeps what events say of runs.</param>
internal sealed class EventGraph(bool keepsRuns = false)
{
    private readonly Dictionary<string, Node> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<int, Node> _byId = [];
    private readonly Dictionary<(string Source, int Dataset, FlowDirection Direction), LineageFlow> _flows = [];
    private readonly Dictionary<int, List<LineageFlow>> _ofDataset = [];
    private readonly Dictionary<string, List<LineageFlow>> _ofSource = new(StringComparer.Ordinal);

    // Where to look: what is found there is asked for what it says now.
    private readonly Dictionary<string, HashSet<int>> _byText = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<RunEvent>> _ofRun = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Model, string Version), List<string>> _named = [];
    private readonly Dictionary<string, SaidRun> _runs = new(StringComparer.Ordinal);

    /// <summary>An event of a run.</summary>
    /// <param name="At">When it happened.</param>
    /// <param name="Number">Its place among all events.</param>
    /// <param name="Id">Its row.</param>
    /// <param name="Sha256">Digest of its bytes.</param>
    public sealed record RunEvent(DateTimeOffset At, int Number, long Id, string Sha256);

    /// <summary>A run as its events describe it.</summary>
    public sealed class SaidRun(LineageRun run)
    {
        // Of events of one instant it is not told which came first: each of their jobs may be the run's.
        private readonly HashSet<string> _jobs = new(StringComparer.Ordinal);
        private readonly HashSet<DateTimeOffset> _times = [];
        private bool _sameTime;

        /// <summary>An event names it.</summary>
        public void Hear(LineageEvent heard, int job, string key)
        {
            _sameTime |= !_times.Add(heard.At);
            if (heard.At < run.FirstAt)
            {
                _jobs.Clear();
            }

            if (heard.At <= run.FirstAt)
            {
                _jobs.Add(key);
            }

            run.Hear(heard, job);
        }

        /// <summary>True when a row says the same.</summary>
        public bool Says(LineageRun row, string? job) =>
            job is not null
            && _jobs.Contains(job)
            && (row.State, row.StateAt, row.FirstAt, row.LastAt) == (run.State, run.StateAt, run.FirstAt, run.LastAt)
            && (row.StartedAt, row.EndedAt) == (run.StartedAt, run.EndedAt)
            && (_sameTime || row.Facets == run.Facets);
    }

    private sealed record Node(int Id, LineageNode Said);

    /// <summary>How many events it was made of.</summary>
    public int Events { get; private set; }

    /// <summary>Takes an event.</summary>
    public void Hear(LineageEvent one, long id)
    {
        Events++;
        foreach (var dataset in one.Inputs.Concat(one.Outputs))
        {
            var node = NodeOf(LineageNodeKind.Dataset, dataset.Name, one.At);
            node.Said.Hear(dataset.Facets, one.At);
            Find(dataset.Name.Name).Add(node.Id);
            if (dataset.Sha256 is { } sha256)
            {
                Find(sha256).Add(node.Id);
            }

            if (node.Said.Model is { } model)
            {
                Find($"{model}@{node.Said.ModelVersion}").Add(node.Id);
            }
        }

        if (one.Job is not { } named)
        {
            return;
        }

        var job = NodeOf(LineageNodeKind.Job, named, one.At);
        job.Said.Hear(one.JobFacets, one.At);
        if (one.Run is { } run)
        {
            Of(_ofRun, run).Add(new RunEvent(one.At, Events, id, one.Sha256));
            if (
                TrainingFacets.OfRun(one, "model") is { } model
                && TrainingFacets.OfRun(one, "version") is { } version
                && !Of(_named, (model, version)).Contains(run, StringComparer.Ordinal)
            )
            {
                _named[(model, version)].Add(run);
            }
        }

        if (one.Kind is LineageEventKind.Dataset)
        {
            return;
        }

        if (keepsRuns && one.Run is { } kept)
        {
            if (!_runs.TryGetValue(kept, out var said))
            {
                _runs[kept] = said = new SaidRun(LineageRun.Of(kept, job.Id, one.At));
            }

            said.Hear(one, job.Id, job.Said.Key);
        }

        var source = LineageFlow.SourceOf(one.Run, job.Id);
        foreach (
            var (dataset, direction) in one
                .Inputs.Select(d => (d, FlowDirection.Input))
                .Concat(one.Outputs.Select(d => (d, FlowDirection.Output)))
        )
        {
            var node = NodeOf(LineageNodeKind.Dataset, dataset.Name, one.At);
            if (!_flows.TryGetValue((source, node.Id, direction), out var flow))
            {
                flow = new LineageFlow
                {
                    Source = source,
                    Job = job.Id,
                    Dataset = node.Id,
                    Direction = direction,
                };
                _flows[(source, node.Id, direction)] = flow;
                Of(_ofDataset, node.Id).Add(flow);
                Of(_ofSource, source).Add(flow);
            }

            flow.Hear(dataset, one.At);
        }
    }

    /// <summary>Datasets and jobs as their events together describe them.</summary>
    public IEnumerable<LineageNode> Nodes => _byId.Values.Select(n => n.Said);

    /// <summary>Runs as their events together describe them; none where they are not kept.</summary>
    public IReadOnlyDictionary<string, SaidRun> Runs => _runs;

    /// <summary>What flows where.</summary>
    public IEnumerable<EventFlow> Flows =>
        _flows.Values.Select(f => new EventFlow(
            f.Source.StartsWith("job:", StringComparison.Ordinal) ? null : f.Source,
            _byId[f.Job].Said.Key,
            _byId[f.Dataset].Said.Key,
            f.Direction,
            f.Sha256
        ));

    /// <summary>The events of a run, the latest first.</summary>
    public IReadOnlyList<RunEvent> OfRun(string run) =>
        [.. _ofRun.GetValueOrDefault(run, []).OrderByDescending(e => e.At).ThenByDescending(e => e.Number)];

    /// <summary>
    /// Datasets that are a version's artifact or what it was made from; as <see cref="FindVersions"/> finds them in the tables.
    /// </summary>
    public IReadOnlyList<RegistryLink> OfVersion(ModelVersion version)
    {
        var registered = version.ReadManifest().Datasets;
        var links = new HashSet<RegistryLink>();
        var roles = registered
            .Where(d => d.Sha256.Length > 0)
            .Select(d => (d.Sha256, d.Role))
            .Append((Sha256: version.ArtifactSha256, Role: RegistryLink.Artifact))
            .Where(d => d.Sha256.Length > 0)
            .ToLookup(d => d.Sha256, d => d.Role, StringComparer.Ordinal);
        var names = registered.ToLookup(d => d.Name, d => d.Role, StringComparer.Ordinal);
        string[] own = [$"{version.Model}@{version.Version}", $"{version.Model}/{version.Version}"];
        var found = registered
            .SelectMany(d => new[] { d.Name, d.Sha256 })
            .Concat(own)
            .Append(version.ArtifactSha256)
            .Where(text => text.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .SelectMany(text => _byText.GetValueOrDefault(text, []))
            .Distinct()
            .Order();
        foreach (var (id, said) in found.Select(id => _byId[id]))
        {
            var digests = _ofDataset.GetValueOrDefault(id, []).Select(f => f.Sha256).Append(said.Sha256).OfType<string>().Distinct();
            links.UnionWith(
                digests.SelectMany(d => roles[d]).Select(role => new RegistryLink(id, version.Model, version.Version, role, "sha256"))
            );
            if ((said.Model == version.Model && said.ModelVersion == version.Version) || own.Contains(said.Name, StringComparer.Ordinal))
            {
                links.Add(new RegistryLink(id, version.Model, version.Version, RegistryLink.Artifact, "name"));
            }

            if (said.Sha256 is null)
            {
                links.UnionWith(names[said.Name].Select(role => new RegistryLink(id, version.Model, version.Version, role, "name")));
            }
        }

        // What is known by its digest is not told again by its name.
        var certain = links.Where(l => l.By == "sha256").Select(l => (l.Node, l.IsArtifact)).ToHashSet();
        return [.. links.Where(l => l.By == "sha256" || !certain.Contains((l.Node, l.IsArtifact)))];
    }

    /// <summary>Names of the datasets that some were made of; as <see cref="LineageReach"/> walks them in the tables.</summary>
    /// <param name="start">Where.</param>
    /// <param name="depth">Steps from dataset to dataset.</param>
    /// <param name="most">Nodes.</param>
    /// <returns>The names, and whether there are more.</returns>
    public (IReadOnlyList<string> Names, bool IsCut) SourcesOf(IReadOnlyCollection<int> start, int depth, int most)
    {
        var seen = start.ToHashSet();
        var jobs = new HashSet<int>();
        var frontier = seen.Order().ToList();
        var isCut = false;
        for (var step = 1; frontier.Count > 0; step++)
        {
            var writes = frontier
                .SelectMany(d => _ofDataset.GetValueOrDefault(d, []))
                .Where(f => f.Direction is FlowDirection.Output)
                .ToList();
            if (step > depth)
            {
                isCut |= writes.Count > 0;
                break;
            }

            jobs.UnionWith(writes.Select(f => f.Job));
            var next = writes
                .Select(f => f.Source)
                .Distinct(StringComparer.Ordinal)
                .SelectMany(source => _ofSource[source])
                .Where(f => f.Direction is FlowDirection.Input)
                .Select(f => f.Dataset)
                .Distinct()
                .Order()
                .Where(d => !seen.Contains(d))
                .ToList();
            var room = Math.Max(0, most - seen.Count - jobs.Count);
            isCut |= next.Count > room;
            frontier = [.. next.Take(room)];
            seen.UnionWith(frontier);
        }

        seen.ExceptWith(start);
        return ([.. seen.Select(id => _byId[id].Said.Name)], isCut);
    }

    /// <summary>The runs that wrote some files, or say themselves that they made a version; the latest first.</summary>
    /// <param name="version">The version.</param>
    /// <param name="files">Its files.</param>
    public IReadOnlyList<string> RunsOf(ModelVersion version, IReadOnlyCollection<int> files)
    {
        var sha256 = version.ArtifactSha256.Length == 0 ? null : version.ArtifactSha256;
        // A file of the same name with another digest is another version's.
        return
        [
            .. files
                .SelectMany(file => _ofDataset.GetValueOrDefault(file, []))
                .Where(f => f.Direction is FlowDirection.Output && (f.Sha256 is null || f.Sha256 == sha256))
                .Where(f => !f.Source.StartsWith("job:", StringComparison.Ordinal))
                .OrderByDescending(f => f.At)
                .ThenBy(f => f.Source, StringComparer.Ordinal)
                .Select(f => f.Source)
                .Concat(_named.GetValueOrDefault((version.Model, version.Version), []))
                .Distinct(StringComparer.Ordinal),
        ];
    }

    /// <summary>The same, to take what is not stored yet.</summary>
    public EventGraph Copy()
    {
        var copy = new EventGraph { Events = Events };
        foreach (var (key, node) in _nodes)
        {
            copy._nodes[key] = copy._byId[node.Id] = node with { Said = node.Said.Copy() };
        }

        foreach (var (key, flow) in _flows)
        {
            var own = flow.Copy();
            copy._flows[key] = own;
            Of(copy._ofDataset, own.Dataset).Add(own);
            Of(copy._ofSource, own.Source).Add(own);
        }

        foreach (var (run, events) in _ofRun)
        {
            copy._ofRun[run] = [.. events];
        }

        foreach (var (version, runs) in _named)
        {
            copy._named[version] = [.. runs];
        }

        foreach (var (text, nodes) in _byText)
        {
            copy._byText[text] = [.. nodes];
        }

        return copy;
    }

    private HashSet<int> Find(string text) => _byText.TryGetValue(text, out var nodes) ? nodes : _byText[text] = [];

    private Node NodeOf(LineageNodeKind kind, LineageName name, DateTimeOffset at)
    {
        var key = LineageNode.KeyOf(kind, name);
        if (!_nodes.TryGetValue(key, out var node))
        {
            _nodes[key] = node = new Node(_nodes.Count + 1, LineageNode.Of(kind, name, at));
            _byId[node.Id] = node;
        }

        return node;
    }

    private static List<TValue> Of<TKey, TValue>(Dictionary<TKey, List<TValue>> lists, TKey key)
        where TKey : notnull => lists.TryGetValue(key, out var list) ? list : lists[key] = [];
}
