using System.Globalization;
using System.Text.Json;
using Governance.Domain.Lineage;

namespace Governance.Portal.Models.Registries.UnityCatalog;

/// <summary>
/// Runs of the Jobs API: the one that trained a version, by the tags that MLflow gives to runs in jobs, and those of the jobs which Unity
/// Catalog's lineage names as writing a table. Public references: docs.databricks.com, Jobs API 2.1 and data lineage API 2.0;
/// github.com/mlflow/mlflow, mlflow/utils/mlflow_tags.py.
/// </summary>
public sealed class DatabricksRuns(DatabricksCalls workspace)
{
    /// <summary>Setting that turns it on.</summary>
    internal const string Jobs = "Jobs";

    /// <summary>Setting that names tables, divided by commas, whose writers are read.</summary>
    internal const string Tables = "LineageTables";

    private const string JobTag = "mlflow.databricks.jobID";
    private const string JobRunTag = "mlflow.databricks.jobRunID";
    private const string List = "api/2.1/jobs/runs/list";
    private const string Get = "api/2.1/jobs/runs/get";
    private const string Lineage = "api/2.0/lineage-tracking/table-lineage";
    private const int MaxTables = 100;
    private const int MaxDatasets = 500;
    private const int MaxPage = 25;

    /// <summary>True when a connection is set up for it.</summary>
    internal static bool IsOn(RegistryConnection from) => from.Setting(Jobs) == "true";

    /// <summary>What is wrong with the settings; null if nothing.</summary>
    internal static string? Doubt(RegistryConnection from) =>
        from.Setting(Jobs) is { } jobs && jobs is not ("true" or "false") ? $"__Settings__{Jobs} must be true or false."
        : from.Setting(Tables) is null ? null
        : !IsOn(from) ? $"__Settings__{Tables} needs __Settings__{Jobs}=true."
        : TablesOf(from) is { Length: > MaxTables } ? $"__Settings__{Tables} names more than {MaxTables} tables."
        : Array.Find(TablesOf(from), t => t.Split('.') is not [{ Length: > 0 }, { Length: > 0 }, { Length: > 0 }]) is { } odd
            ? $"__Settings__{Tables}: \"{odd}\" is not CATALOG.SCHEMA.TABLE."
        : null;

    /// <summary>The run of a job that trained a version; null when no job did.</summary>
    internal async Task<FoundRun?> OfVersionAsync(RegistryConnection from, FoundVersion version, CancellationToken ct)
    {
        if (version.RunId is not { Length: > 0 } id)
        {
            return null;
        }

        var answer = await GetAsync(from, "api/2.0/mlflow/runs/get", [("run_id", id)], ct);
        if (Member(answer, "run") is not { } run || Member(run, "data") is not { } data)
        {
            throw new RegistryException("The server answered with something other than a run.") { IsRubbish = true };
        }

        var tags = data.Pairs("tags", 250, 500, 2_000);
        if (!tags.TryGetValue(JobRunTag, out var jobRun) || !IsNumber(jobRun))
        {
            return null; // by hand, in a notebook
        }

        // Databricks forgets runs after 60 days, and shows a job to those alone who may see it: MLflow's own times stay.
        var known = await JobRunAsync(from, jobRun, ct);
        var found = known is { } there ? RunOf(from, there, null) : null;
        if (found is null && Member(run, "info") is { } info && Time(info, "start_time") is { } began)
        {
            var ended = Time(info, "end_time");
            found = new FoundRun(
                jobRun,
                SpaceOf(from),
                $"jobs/{(tags.TryGetValue(JobTag, out var job) && IsNumber(job) ? job : jobRun)}",
                ended is null
                    ? RunState.Running
                    : info.Text("status", 40) switch
                    {
                        "FINISHED" => RunState.Complete,
                        "KILLED" => RunState.Abort,
                        _ => RunState.Fail,
                    },
                began,
                ended
            );
        }

        return found is null ? null : found with { Trains = true, Inputs = InputsOf(from, run) };
    }

    /// <summary>One page of runs that wrote the tables which are named: table after table, job after job, newest first.</summary>
    internal async Task<RegistryPage<FoundRun>> OfTablesAsync(RegistryConnection from, string? cursor, CancellationToken ct)
    {
        var tables = TablesOf(from);
        var place = cursor?.Split('/', 3) is [var at, var of, var token]
            ? (Table: int.Parse(at, CultureInfo.InvariantCulture), Job: of, Token: token)
            : (Table: 0, Job: "", Token: "");
        if (place.Table >= tables.Length)
        {
            return new([], null);
        }

        var table = tables[place.Table];
        var next = place.Table + 1 < tables.Length ? Cursor(place.Table + 1, "", "") : null;
        if (await WritersAsync(from, table, ct) is not { } writers)
        {
            return new([], next, Skipped: 1);
        }

        // In the order of their ids, so that one which is new since the page before moves no other.
        var jobs = writers.Keys.Where(j => string.CompareOrdinal(j, place.Job) >= 0).ToList();
        if (jobs.Count == 0)
        {
            return new([], next);
        }

        var page = await GetAsync(
            from,
            List,
            [
                ("job_id", jobs[0]),
                ("completed_only", "true"),
                ("limit", Math.Min(from.PageSize, MaxPage).ToString(CultureInfo.InvariantCulture)),
                ("page_token", jobs[0] == place.Job && place.Token.Length > 0 ? place.Token : null),
            ],
            ct
        );
        var listed = page.List("runs");
        List<FoundRun> runs =
        [
            .. listed
                .Select(r => RunOf(from, r, jobs[0]))
                .OfType<FoundRun>()
                .Where(r => r.EndedAt is not null)
                .Select(r => r with { Inputs = writers[jobs[0]], Outputs = [new FoundTable(SpaceOf(from), table)] }),
        ];
        return new(
            runs,
            page.NextPage() is { } more ? Cursor(place.Table, jobs[0], more)
                : jobs.Count > 1 ? Cursor(place.Table, jobs[1], "")
                : next,
            listed.Count - runs.Count
        );
    }

    private static string Cursor(int table, string job, string token) =>
        string.Create(CultureInfo.InvariantCulture, $"{table}/{job}/{token}");

    // Jobs that write a table, each with the tables that it reads for it; null when the catalog does not know or show the table.
    private async Task<SortedDictionary<string, List<FoundTable>>?> WritersAsync(
        RegistryConnection from,
        string table,
        CancellationToken ct
    )
    {
        JsonElement answer;
        try
        {
            answer = await GetAsync(from, Lineage, [("table_name", table), ("include_entity_lineage", "true")], ct);
        }
        catch (RegistryException e) when (e.Status is 400 or 403 or 404)
        {
            return null;
        }

        var writers = new SortedDictionary<string, List<FoundTable>>(StringComparer.Ordinal);
        foreach (var upstream in answer.List("upstreams").Take(MaxDatasets))
        {
            foreach (var job in upstream.List("jobInfos").Select(j => j.Text("job_id", 20)).OfType<string>().Where(IsNumber))
            {
                var inputs = writers.TryGetValue(job, out var known) ? known : writers[job] = [];
                if (Member(upstream, "tableInfo") is { } info && TableOf(info) is { } read)
                {
                    inputs.Add(new FoundTable(SpaceOf(from), read));
                }
            }
        }

        return writers;
    }

    private async Task<JsonElement?> JobRunAsync(RegistryConnection from, string id, CancellationToken ct)
    {
        try
        {
            return await GetAsync(from, Get, [("run_id", id)], ct);
        }
        catch (RegistryException e) when (e.Status is 400 or 403 or 404)
        {
            return null;
        }
    }

    // Null when it has not begun, or is described in a way that cannot be kept.
    private static FoundRun? RunOf(RegistryConnection from, JsonElement run, string? job)
    {
        if (
            run.Text("run_id", 20) is not { } id
            || !IsNumber(id)
            || (job ?? run.Text("job_id", 20)) is not { } of
            || !IsNumber(of)
            || Time(run, "start_time") is not { } began
        )
        {
            return null;
        }

        var state = Member(run, "state") ?? default;
        var (life, result) = (state.Text("life_cycle_state", 40), state.Text("result_state", 40));
        var isOver = life is "TERMINATED" or "SKIPPED" or "INTERNAL_ERROR" && Time(run, "end_time") is not null;
        return new FoundRun(
            id,
            SpaceOf(from),
            $"jobs/{of}",
            !isOver ? RunState.Running
                : result is "SUCCESS" or "SUCCESS_WITH_FAILURES" ? RunState.Complete
                : result is "CANCELED" or "EXCLUDED" || life == "SKIPPED" ? RunState.Abort
                : RunState.Fail,
            began,
            isOver ? Time(run, "end_time") : null
        )
        {
            Title = run.Text("run_name", 500) is { Length: > 0 } name ? name : null,
        };
    }

    // Datasets that the training logged (mlflow.log_input); a Delta table by its name in the catalog.
    private static List<FoundTable> InputsOf(RegistryConnection from, JsonElement run)
    {
        var inputs = new List<FoundTable>();
        foreach (var input in Member(run, "inputs")?.List("dataset_inputs").Take(MaxDatasets) ?? [])
        {
            if (Member(input, "dataset") is { } dataset && dataset.Text("name", 500) is { Length: > 0 } name)
            {
                var table = TableOfSource(dataset.Text("source", 4_000));
                inputs.Add(new(table is null ? $"{SpaceOf(from)}/mlflow" : SpaceOf(from), table ?? name, dataset.Text("digest", 100)));
            }
        }

        return inputs;
    }

    private static string? TableOfSource(string? source)
    {
        try
        {
            using var json = JsonDocument.Parse(source ?? "");
            return json.RootElement.Text("delta_table_name", 500) is { Length: > 0 } name ? name : null;
        }
        catch (JsonException)
        {
            return null; // a path, or nothing
        }
    }

    private static string? TableOf(JsonElement info) =>
        info.Text("catalog_name", 255) is { Length: > 0 } catalog
        && info.Text("schema_name", 255) is { Length: > 0 } schema
        && info.Text("name", 255) is { Length: > 0 } name
            ? $"{catalog}.{schema}.{name}"
            : null;

    private static string SpaceOf(RegistryConnection from) => $"databricks://{new Uri(from.Address).Authority}";

    private static string[] TablesOf(RegistryConnection from) =>
        from.Setting(Tables)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private Task<JsonElement> GetAsync(
        RegistryConnection from,
        string path,
        IEnumerable<(string Key, string? Value)> query,
        CancellationToken ct
    ) => workspace.JsonAsync(from, HttpMethod.Get, path, query, body: null, ct);

    private static JsonElement? Member(JsonElement of, string name) =>
        of.ValueKind is JsonValueKind.Object && of.TryGetProperty(name, out var member) && member.ValueKind is JsonValueKind.Object
            ? member
            : null;

    // Milliseconds; 0 while it has not happened.
    private static DateTimeOffset? Time(JsonElement of, string name) =>
        long.TryParse(of.Text(name, 20), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
        && milliseconds is > 0 and < 253_402_300_799_000
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    private static bool IsNumber(string text) => text.Length is > 0 and <= 20 && text.All(char.IsAsciiDigit);
}
