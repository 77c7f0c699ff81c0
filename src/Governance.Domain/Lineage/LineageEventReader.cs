using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Governance.Transparency;

namespace Governance.Domain.Lineage;

/// <summary>
/// Reads an OpenLineage event. Clients give up on a 4xx, so only what the schema forbids is refused: a facet no one knows, a facet without
/// its producer and members of later versions are kept.
/// </summary>
public static partial class LineageEventReader
{
    /// <summary>Reads one event.</summary>
    /// <param name="json">The event.</param>
    /// <param name="mostDatasets">Datasets that one event may name.</param>
    public static Result<LineageEvent> Read(JsonElement json, int mostDatasets)
    {
        try
        {
            return ReadEvent(json.Clone(), mostDatasets); // the event outlives the body it came in
        }
        catch (InvalidOperationException)
        {
            // A text with half a surrogate pair: JSON allows it, no text can hold it.
            return LineageRefusals.NotValid("event", $"A text contains half of a surrogate pair. Send valid Unicode.");
        }
    }

    private static Result<LineageEvent> ReadEvent(JsonElement json, int mostDatasets)
    {
        if (json.ValueKind is not JsonValueKind.Object)
        {
            return LineageRefusals.NotValid("event", $"An event must be a JSON object.");
        }

        var errors = new SchemaErrors();
        var at = errors.Time(json, "eventTime", out var namesZone);
        var producer = errors.Uri(json, "producer");
        errors.Uri(json, "schemaURL");
        var run = DatasetFacets.Member(json, "run");
        var kind =
            run is not null ? LineageEventKind.Run
            : DatasetFacets.Member(json, "job") is not null ? LineageEventKind.Job
            : LineageEventKind.Dataset;
        var job = kind is LineageEventKind.Dataset ? null : errors.Name(json, "job");
        var inputs = new List<LineageDataset>();
        var outputs = new List<LineageDataset>();
        if (kind is LineageEventKind.Dataset)
        {
            if (DatasetFacets.Member(json, "dataset") is null)
            {
                errors.Add("run", $"An event must name a run with its job, a job, or a dataset.");
            }
            else if (errors.Dataset(json.GetProperty("dataset"), "dataset", "facets") is { } dataset)
            {
                outputs.Add(dataset);
            }
        }
        else
        {
            errors.Datasets(json, "inputs", "inputFacets", inputs, mostDatasets);
            errors.Datasets(json, "outputs", "outputFacets", outputs, mostDatasets);
        }

        var runId = kind is LineageEventKind.Run ? errors.RunId(run!.Value) : null;
        var state = kind is LineageEventKind.Run ? errors.State(json) : null;
        if (errors.First is { } refusal)
        {
            return refusal;
        }

        var bytes = PlainJson.SortedBytes(json);
        return new LineageEvent
        {
            Kind = kind,
            At = at,
            NamesZone = namesZone,
            Producer = producer,
            State = state,
            Run = runId,
            RunFacets = kind is LineageEventKind.Run ? ZoneFacet.With(Facets(run!.Value), namesZone) : default,
            Job = job,
            JobFacets = kind is LineageEventKind.Dataset ? default : Facets(json.GetProperty("job")),
            Inputs = inputs,
            Outputs = outputs,
            Bytes = bytes,
            Sha256 = Sha256Hex.Of(bytes),
        };
    }

    private static JsonElement Facets(JsonElement of) => DatasetFacets.Member(of, "facets") ?? default;

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9+.-]*:\S*\z", RegexOptions.CultureInvariant, 500)]
    private static partial Regex UriForm();

    /// <summary>Collects what the schema forbids.</summary>
    private sealed class SchemaErrors
    {
        private readonly SortedDictionary<string, List<Sentence>> _errors = new(StringComparer.Ordinal);

        public Refusal? First =>
            _errors.Count == 0
                ? null
                : LineageRefusals.NotValid(_errors.ToDictionary(e => e.Key, e => e.Value.ToArray(), StringComparer.Ordinal));

        public void Add(string field, Sentence message)
        {
            if (_errors.Count < 50)
            {
                (_errors.TryGetValue(field, out var list) ? list : _errors[field] = []).Add(message);
            }
        }

        public DateTimeOffset Time(JsonElement of, string member, out bool namesZone)
        {
            namesZone = true;
            var text = Text(of, member, member);
            if (text is null)
            {
                return default;
            }

            // A day is no time of an event.
            if (text.Contains(':', StringComparison.Ordinal) && ForeignTime.TryReadIso(text, out var time, out namesZone))
            {
                return time;
            }

            Add(member, $"This must be a time, such as 2026-11-20T09:42:00.000Z. Without a time zone it is taken as UTC.");
            return default;
        }

        public string Uri(JsonElement of, string member)
        {
            var text = Text(of, member, member);
            if (text is not null && (text.Length > 2_000 || !UriForm().IsMatch(text)))
            {
                Add(member, $"This must be a URI, such as https://example.com/pipeline.");
            }

            return text ?? "";
        }

        public string? RunId(JsonElement run)
        {
            if (run.ValueKind is not JsonValueKind.Object)
            {
                Add("run", $"A run must be an object with runId and facets.");
                return null;
            }

            CheckFacets(run, "run", "facets");
            var text = Text(run, "runId", "run.runId");
            if (text is null)
            {
                return null;
            }

            if (Guid.TryParseExact(text, "D", out var id))
            {
                return id.ToString("D");
            }

            Add("run.runId", $"This must be a UUID, such as 0199f3a2-7b3c-7c61-9f3e-2f6a1e0c8a11.");
            return null;
        }

        public RunState? State(JsonElement json)
        {
            if (DatasetFacets.Member(json, "eventType") is not { } type)
            {
                return null;
            }

            if (
                type.ValueKind is JsonValueKind.String
                && Enum.TryParse<RunState>(type.GetString(), ignoreCase: true, out var state)
                && Enum.IsDefined(state)
                && !char.IsDigit(type.GetString()![0])
            )
            {
                return state;
            }

            Add("eventType", $"This must be one of START, RUNNING, COMPLETE, ABORT, FAIL, OTHER.");
            return null;
        }

        public LineageName? Name(JsonElement json, string member)
        {
            if (DatasetFacets.Member(json, member) is not { ValueKind: JsonValueKind.Object } named)
            {
                Add(member, $"A run event must name its job with namespace and name.");
                return null;
            }

            CheckFacets(named, member, "facets");
            return NameOf(named, member);
        }

        public LineageDataset? Dataset(JsonElement dataset, string at, string flowFacets)
        {
            if (dataset.ValueKind is not JsonValueKind.Object)
            {
                Add(at, $"A dataset must be an object with namespace and name.");
                return null;
            }

            CheckFacets(dataset, at, "facets");
            CheckFacets(dataset, at, flowFacets);
            return NameOf(dataset, at) is { } name
                ? new LineageDataset(name, Facets(dataset), DatasetFacets.Member(dataset, flowFacets) ?? default)
                : null;
        }

        public void Datasets(JsonElement json, string member, string flowFacets, List<LineageDataset> into, int most)
        {
            if (DatasetFacets.Member(json, member) is not { } list)
            {
                return;
            }

            if (list.ValueKind is not JsonValueKind.Array)
            {
                Add(member, $"This must be a list of datasets.");
                return;
            }

            if (list.GetArrayLength() > most)
            {
                Add(
                    member,
                    $"One event can name at most {most} datasets here (Limits__LineageDatasets). Send the rest in further events of "
                        + $"the run."
                );
                return;
            }

            var i = 0;
            foreach (var one in list.EnumerateArray())
            {
                if (Dataset(one, string.Create(CultureInfo.InvariantCulture, $"{member}[{i++}]"), flowFacets) is { } dataset)
                {
                    into.Add(dataset);
                }
            }
        }

        private LineageName? NameOf(JsonElement of, string at)
        {
            var space = Text(of, "namespace", $"{at}.namespace");
            var name = Text(of, "name", $"{at}.name");
            if (space is { Length: > LineageName.MaxNamespace })
            {
                Add($"{at}.namespace", $"A namespace can have at most 1,000 characters.");
            }

            if (name is { Length: > LineageName.MaxName })
            {
                Add($"{at}.name", $"A name can have at most 2,000 characters.");
            }

            // NUL reaches no database.
            return space is null || name is null ? null : new LineageName(space.Replace('\0', '\uFFFD'), name.Replace('\0', '\uFFFD'));
        }

        private void CheckFacets(JsonElement of, string at, string member)
        {
            if (DatasetFacets.Member(of, member) is not { } facets)
            {
                return;
            }

            if (facets.ValueKind is not JsonValueKind.Object)
            {
                Add($"{at}.{member}", $"Facets must be an object that maps names to facets.");
                return;
            }

            foreach (
                var facet in facets.EnumerateObject().Where(f => f.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
            )
            {
                Add($"{at}.{member}.{(facet.Name.Length <= 100 ? facet.Name : facet.Name[..100])}", $"A facet must be an object.");
            }
        }

        private string? Text(JsonElement of, string member, string at)
        {
            if (DatasetFacets.Member(of, member) is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: > 0 } value)
            {
                return value;
            }

            Add(at, $"This is required and must be text.");
            return null;
        }
    }
}
