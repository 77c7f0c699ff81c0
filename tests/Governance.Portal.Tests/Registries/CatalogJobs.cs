using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Governance.Portal.Tests.Registries;

/// <summary>
/// What a Databricks workspace answers of MLflow runs, job runs and the lineage of tables. Made by hand from the public references of the
/// Jobs API 2.1, the data lineage API 2.0 and MLflow's REST API.
/// </summary>
internal sealed class CatalogJobs
{
    /// <summary>MLflow runs by their id.</summary>
    public Dictionary<string, JsonObject> Trainings { get; } = new(StringComparer.Ordinal);

    /// <summary>Job runs, the newest first.</summary>
    public List<JsonObject> Runs { get; } = [];

    /// <summary>Tables to the upstreams that the catalog names.</summary>
    public Dictionary<string, JsonArray> Upstreams { get; } = new(StringComparer.Ordinal);

    /// <summary>Queries of the list of runs.</summary>
    public List<string> Lists { get; } = [];

    public static bool IsOf(string path) =>
        path
            is "/api/2.0/mlflow/runs/get"
                or "/api/2.1/jobs/runs/get"
                or "/api/2.1/jobs/runs/list"
                or "/api/2.0/lineage-tracking/table-lineage";

    /// <summary>A training in a job's run, which logged the tables that it read.</summary>
    public void Train(string id, long? jobRun, params (string Table, string Digest)[] inputs) =>
        Trainings[id] = new JsonObject
        {
            ["info"] = new JsonObject
            {
                ["run_id"] = id,
                ["status"] = "FINISHED",
                ["start_time"] = 1_790_000_000_000,
                ["end_time"] = 1_790_000_060_000,
            },
            ["data"] = new JsonObject
            {
                ["tags"] = new JsonArray([
                    .. jobRun is { } run
                        ? (JsonNode[])[Tag("mlflow.databricks.jobID", "77"), Tag("mlflow.databricks.jobRunID", Text(run))]
                        : [Tag("mlflow.source.type", "NOTEBOOK")],
                ]),
            },
            ["inputs"] = new JsonObject
            {
                ["dataset_inputs"] = new JsonArray([
                    .. inputs.Select(i =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["dataset"] = new JsonObject
                                {
                                    ["name"] = "dataset",
                                    ["digest"] = i.Digest,
                                    ["source_type"] = "delta_table",
                                    ["source"] = new JsonObject { ["delta_table_name"] = i.Table }.ToJsonString(),
                                },
                            }
                    ),
                ]),
            },
        };

    /// <summary>A run of a job.</summary>
    public JsonObject Run(long job, long id, string life = "TERMINATED", string? result = "SUCCESS")
    {
        var run = new JsonObject
        {
            ["job_id"] = job,
            ["run_id"] = id,
            ["run_name"] = $"Job {Text(job)}",
            ["start_time"] = 1_790_000_000_000 + (id * 1_000),
            ["end_time"] = life == "TERMINATED" ? 1_790_000_100_000 + (id * 1_000) : 0,
            ["state"] = new JsonObject { ["life_cycle_state"] = life, ["result_state"] = result },
        };
        Runs.Insert(0, run);
        return run;
    }

    /// <summary>An upstream of a table: another table, and the jobs that read it for that.</summary>
    public static JsonObject Upstream(string table, params long[] jobs)
    {
        var parts = table.Split('.');
        return new JsonObject
        {
            ["tableInfo"] = new JsonObject
            {
                ["catalog_name"] = parts[0],
                ["schema_name"] = parts[1],
                ["name"] = parts[2],
            },
            ["jobInfos"] = new JsonArray([.. jobs.Select(j => (JsonNode)new JsonObject { ["workspace_id"] = 1, ["job_id"] = j })]),
        };
    }

    public JsonObject? Answer(HttpRequest request, string path)
    {
        string Query(string name) => request.Query[name].ToString();
        switch (path)
        {
            case "/api/2.0/mlflow/runs/get":
                return Trainings.TryGetValue(Query("run_id"), out var training) ? new JsonObject { ["run"] = training.DeepClone() } : null;
            case "/api/2.1/jobs/runs/get":
                return (JsonObject?)Runs.Find(r => r["run_id"]!.ToString() == Query("run_id"))?.DeepClone();
            case "/api/2.1/jobs/runs/list":
                Lists.Add($"{Query("job_id")} {Query("limit")} {Query("page_token")}".TrimEnd());
                var skip = int.TryParse(Query("page_token"), CultureInfo.InvariantCulture, out var given) ? given : 0;
                var most = int.Parse(Query("limit"), CultureInfo.InvariantCulture);
                var all = Runs.FindAll(r => r["job_id"]!.ToString() == Query("job_id") && (long)r["end_time"]! > 0);
                var page = new JsonObject { ["runs"] = new JsonArray([.. all.Skip(skip).Take(most).Select(r => r.DeepClone())]) };
                if (skip + most < all.Count)
                {
                    page["next_page_token"] = Text(skip + most);
                }

                return page;
            default:
                return Upstreams.TryGetValue(Query("table_name"), out var upstreams)
                    ? new JsonObject { ["upstreams"] = upstreams.DeepClone() }
                    : null;
        }
    }

    private static JsonObject Tag(string key, string value) => new() { ["key"] = key, ["value"] = value };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
