using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Domain.Reports;
using Governance.Portal.Administration.Admin;
using Governance.Portal.Tests.Decisions;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.RoleScopes;

/// <summary>
/// One of everything twice: of a system that some roles were given for, and of another. Names tell them apart in any answer.
/// </summary>
internal sealed class ScopedWorld : IAsyncDisposable
{
    private ScopedWorld(PortalFactory portal) => Portal = portal;

    public PortalFactory Portal { get; }

    /// <summary>Anyone who has every role, for the whole organisation.</summary>
    public HttpClient Whole { get; private set; } = null!;

    public HttpClient Admin { get; private set; } = null!;

    /// <summary>Ids of what lies within, by their kind.</summary>
    public Dictionary<string, string> Here { get; private set; } = [];

    /// <summary>Ids of what lies elsewhere.</summary>
    public Dictionary<string, string> There { get; private set; } = [];

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<ScopedWorld> CreateAsync(DatabaseKind kind = DatabaseKind.Sqlite, Action<PortalFactory>? configure = null)
    {
        var portal = new PortalFactory(kind) { KeepsPolicies = true };
        portal.Settings["RateLimits:RequestsPerSecond"] = "100000";
        portal.Settings["Outbound:PrivateHosts:0"] = "127.0.0.1";
        configure?.Invoke(portal);
        var world = new ScopedWorld(portal);
        await portal.CreateUserAsync("admin@bank.example", Roles.Administrator);
        await portal.CreateUserAsync("owner@bank.example", Roles.ModelOwner);
        await portal.CreateUserAsync("compliance@bank.example", Roles.ComplianceOfficer);
        await portal.CreateUserAsync("engineer@bank.example", Roles.Engineer);
        world.Admin = await portal.SignInAsync("admin@bank.example");
        world.Whole = await portal.SignInAsync("compliance@bank.example");
        world.Here = await world.MakeAsync("hither", "Retail");
        world.There = await world.MakeAsync("yonder", "Corporate");
        return world;
    }

    /// <summary>A person whose role was given for the system within, by an administrator.</summary>
    public async Task<HttpClient> LimitedAsync(string role, string email = "limited@bank.example", bool byUnit = false)
    {
        var id = await Portal.CreateUserAsync(email, Roles.Sponsor);
        await PutAsync(id, role, byUnit);
        return await Portal.SignInAsync(email, role);
    }

    public async Task<JsonObject> PutAsync(UserId id, string role, bool byUnit = false)
    {
        using var answer = await Admin.PutAsJsonAsync(
            $"/api/v1/users/{id}/roles",
            new JsonObject
            {
                ["roles"] = new JsonArray(role),
                ["scopes"] = new JsonArray(
                    byUnit
                        ? new JsonObject { ["role"] = role, ["businessUnits"] = new JsonArray("Retail") }
                        : new JsonObject { ["role"] = role, ["systems"] = new JsonArray(Here["system"]) }
                ),
            },
            Ct
        );
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.IsSuccessStatusCode, text);
        await Portal.Get<ConfirmAccess>().RunAsync(Actor.Host, id, null, Ct); // where a second person has to
        return JsonNode.Parse(text)!.AsObject();
    }

    public async Task<int> RefusalsAsync()
    {
        await Portal.FlushRefusalsAsync();
        await using var db = await Portal.Databases.CreateDbContextAsync(Ct);
        return await db.AuditEntries.CountAsync(e => e.Refused, Ct);
    }

    public async Task<int> RefusalsAsync(string code, string? subject = null)
    {
        await using var db = await Portal.Databases.CreateDbContextAsync(Ct);
        var leaves = await db
            .AuditEntries.Where(e => e.Refused && (subject == null || e.Subject == subject))
            .Select(e => e.Leaf)
            .ToListAsync(Ct);
        return leaves.Count(l => System.Text.Encoding.UTF8.GetString(l).Contains($"\"{code}\"", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync() => await Portal.DisposeAsync();

    private async Task<Dictionary<string, string>> MakeAsync(string name, string unit)
    {
        var (owner, engineer) = (await Portal.SignInAsync("owner@bank.example"), await Portal.SignInAsync("engineer@bank.example"));
        var made = new Dictionary<string, string>(StringComparer.Ordinal) { ["model"] = $"{name}-model", ["version"] = "1.0.0" };
        await PostAsync(
            engineer,
            "/api/v1/models",
            new JsonObject
            {
                ["name"] = made["model"],
                ["owner"] = "owner@bank.example",
                ["riskClass"] = "minimal",
            }
        );
        var versions = $"/api/v1/models/{made["model"]}/versions";
        await PostAsync(
            engineer,
            versions,
            new JsonObject
            {
                ["version"] = "1.0.0",
                ["artifact"] = new JsonObject
                {
                    ["sha256"] = new string('a', 64),
                    ["sizeBytes"] = 7,
                    ["mediaType"] = "application/octet-stream",
                },
            }
        );
        await AgentAsync(engineer, name, made);
        made["system"] = Id(
            await PostAsync(
                Whole,
                "/api/v1/systems",
                new JsonObject
                {
                    ["name"] = $"{name} system",
                    ["purpose"] = $"What the {name} people use",
                    ["owner"] = "compliance@bank.example",
                    ["models"] = new JsonArray(made["model"], made["agent"]),
                    ["businessUnit"] = unit,
                }
            )
        );
        await PostAsync(
            Whole,
            "/api/v1/datasets",
            new JsonObject
            {
                ["name"] = $"{name}-data",
                ["owner"] = "owner@bank.example",
                ["sensitivity"] = "internal",
                ["systems"] = new JsonArray(made["system"]),
            }
        );
        made["evidence"] = Id(
            await PostAsync(
                engineer,
                $"{versions}/1.0.0/evidence",
                new JsonObject
                {
                    ["kind"] = "validation",
                    ["tool"] = $"{name}-tool",
                    ["producedAt"] = "2026-11-01T00:00:00Z",
                    ["payload"] = new JsonObject(),
                }
            )
        );
        var promotion = await PostAsync(
            engineer,
            $"{versions}/1.0.0/promotions",
            new JsonObject { ["to"] = "production", ["reason"] = $"For the {name} people" }
        );
        (made["promotion"], made["gate"]) = (Id(promotion), (string)promotion["gate"]!["gateRun"]!);
        made["risk"] = Id(
            await PostAsync(
                Whole,
                "/api/v1/risks",
                new JsonObject
                {
                    ["title"] = $"{name} risk",
                    ["category"] = "drift",
                    ["inherent"] = new JsonObject { ["likelihood"] = 3, ["impact"] = 3 },
                    ["model"] = made["model"],
                    ["owner"] = "owner@bank.example",
                    ["treatment"] = "reduce",
                }
            )
        );
        made["incident"] = Id(
            await PostAsync(
                Whole,
                "/api/v1/incidents",
                new JsonObject
                {
                    ["title"] = $"{name} incident",
                    ["severity"] = "low",
                    ["category"] = "drift",
                    ["systems"] = new JsonArray(made["system"]),
                }
            )
        );
        made["assessment"] = Id(await PostAsync(Whole, "/api/v1/assessments", new JsonObject { ["system"] = made["system"] }));
        made["monitor"] = Id(
            await PostAsync(
                owner,
                $"/api/v1/models/{made["model"]}/monitors",
                new JsonObject
                {
                    ["kind"] = "business",
                    ["target"] = $"{name}-margin",
                    ["lower"] = 0.1,
                }
            )
        );
        made["retirement"] = Id(
            await PostAsync(
                owner,
                "/api/v1/retirements",
                new JsonObject { ["subject"] = made["system"], ["reason"] = $"The {name} people leave" }
            )
        );
        await PostAsync(Whole, $"/api/v1/systems/{made["system"]}/threat-model", []);
        made["report"] = await ReportAsync(made["system"]);
        made["alert"] = await AlertAsync(made["model"]);
        // A proposal belongs to no system, so no limited role sees it.
        made["use-case"] = Id(await PostAsync(Whole, "/api/v1/use-cases", new JsonObject { ["title"] = $"{name} use case" }));
        made["explanation-request"] = await ExplanationAsync(name, made["model"]);
        await ModelRiskAsync(name, made);
        (made["overseer"], made["stop-test"]) = await OversightAsync(made["system"]);
        made["review"] = Id(
            await PostAsync(
                owner,
                "/api/v1/reviews",
                new JsonObject
                {
                    ["decision"] = $"{name}-decision",
                    ["reason"] = $"For the {name} people",
                    ["reviewer"] = "owner@bank.example",
                }
            )
        );
        (made["validation-schedule"], made["validation-run"]) = await ValidationAsync(owner, made["model"]);
        made["window"] = await WindowAsync(owner, name, made["model"]);
        return made;
    }

    // Nothing is in production, so its call is denied; it is recorded all the same.
    private async Task AgentAsync(HttpClient engineer, string name, Dictionary<string, string> made)
    {
        made["agent"] = $"{name}-agent";
        var agent = new JsonObject
        {
            ["name"] = made["agent"],
            ["owner"] = "owner@bank.example",
            ["riskClass"] = "minimal",
        };
        await PostAsync(engineer, "/api/v1/agents", agent);
        using var key = await Portal.CreateKeyClientAsync(null, Scopes.AgentsDecide);
        var call = new JsonObject { ["run"] = $"{name}-run", ["tool"] = $"{name}-tool" };
        made["call"] = Id(await PostAsync(key, $"/api/v1/agents/{made["agent"]}/calls:decide", call));
    }

    private async Task ModelRiskAsync(string name, Dictionary<string, string> made)
    {
        var model = $"/api/v1/models/{made["model"]}";
        var due = DateOnly
            .FromDateTime(Portal.Get<TimeProvider>().GetUtcNow().UtcDateTime)
            .AddDays(60)
            .ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        made["tier"] = Id(
            await PostAsync(
                Whole,
                $"{model}/tier",
                new JsonObject
                {
                    ["impact"] = "low",
                    ["reach"] = "low",
                    ["reliance"] = "low",
                    ["method"] = "low",
                    ["data"] = "low",
                    ["opacity"] = "low",
                    ["materialityReason"] = $"Little hangs on it for the {name} people",
                    ["complexityReason"] = $"One table of the {name} people",
                }
            )
        );
        made["validation"] = Id(
            await PostAsync(
                Whole,
                $"{model}/validations",
                new JsonObject
                {
                    ["version"] = "1.0.0",
                    ["scope"] = $"Use by the {name} people",
                    ["tests"] = "Calibration",
                    ["validator"] = "compliance@bank.example",
                    ["dueOn"] = due,
                }
            )
        );
        made["finding"] = Id(
            await PostAsync(
                Whole,
                $"{model}/validations/{made["validation"]}/findings",
                new JsonObject
                {
                    ["severity"] = "low",
                    ["text"] = $"The {name} people have no guide",
                    ["owner"] = "owner@bank.example",
                    ["dueOn"] = due,
                }
            )
        );
        made["overlay"] = Id(
            await PostAsync(
                Whole,
                $"{model}/overlays",
                new JsonObject
                {
                    ["kind"] = "limitation",
                    ["text"] = $"Not for others than the {name} people",
                    ["reviewOn"] = due,
                    ["owner"] = "owner@bank.example",
                }
            )
        );
    }

    private static async Task<string> WindowAsync(HttpClient owner, string name, string model)
    {
        var rows = string.Concat(Enumerable.Range(0, 60).Select(i => $"{name}-{i},{i % 7},0.{i % 10}\n"));
        using var body = new StringContent($"decision_id,{name}_amount,score\n{rows}", System.Text.Encoding.UTF8, "text/csv");
        using var answer = await owner.PostAsync(
            new Uri($"/api/v1/monitoring/{model}/1.0.0/windows?role=reference&start=2026-10-01&end=2026-10-02", UriKind.Relative),
            body,
            Ct
        );
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.IsSuccessStatusCode, text);
        return (string)JsonNode.Parse(text)!["window"]!;
    }

    // No one listens there, and it is paused: what matters is whose it is.
    private async Task<(string Schedule, string Run)> ValidationAsync(HttpClient owner, string model)
    {
        var schedules = $"/api/v1/models/{model}/validation-schedules";
        var body = new JsonObject
        {
            ["version"] = "1.0.0",
            ["endpoint"] = "http://127.0.0.1:9",
            ["protocol"] = "mlflow",
            ["checks"] = new JsonArray("performance"),
        };
        var id = Id(await PostAsync(owner, schedules, body));
        var run = Id(await PostAsync(owner, $"{schedules}/{id}/runs", []));
        await PostAsync(owner, $"{schedules}/{id}:pause", []);
        return (id, run);
    }

    private async Task<string> ExplanationAsync(string name, string model)
    {
        var line = DecisionLines.Line($"{name}-decision");
        (line["model"], line["version"]) = (model, "1.0.0");
        using var pipeline = await Portal.CreateKeyClientAsync(null, Scopes.DecisionsWrite);
        await DecisionLines.PushedAsync(pipeline, line.ToJsonString() + "\n");
        var request = new JsonObject { ["personReference"] = $"Customer {name}", ["decision"] = $"{name}-decision" };
        var id = Id(await PostAsync(Whole, "/api/v1/explanation-requests", request));
        // Closed, so that the person can be erased.
        await PostAsync(Whole, $"/api/v1/explanation-requests/{id}:withdraw", []);
        return id;
    }

    private async Task<(string Overseer, string Test)> OversightAsync(string system)
    {
        var address = $"/api/v1/systems/{system}/oversight";
        var appointed = await PostAsync(
            Whole,
            $"{address}/overseers",
            new JsonObject { ["person"] = "owner@bank.example", ["authority"] = "stop" }
        );
        var tested = await PostAsync(
            Whole,
            $"{address}/stop-tests",
            new JsonObject
            {
                ["result"] = "stopped",
                ["what"] = "Switched off",
                ["secondsToStop"] = 5,
            }
        );
        return ((string)appointed["overseers"]![0]!["id"]!, (string)tested["stopTests"]![0]!["id"]!);
    }

    private async Task<string> ReportAsync(string system)
    {
        var outcome = await Portal
            .Get<ActionRunner>()
            .RunAsync<ReportId>(
                Actor.Host,
                new Attempt("report.requested", system, null),
                async (context, ct) =>
                {
                    var report = new Report
                    {
                        Id = await context.Db.NextIdAsync<ReportId>(ct),
                        Kind = "annex-iv",
                        Subject = system,
                        Format = "html",
                        RequestedBy = "host",
                        RequestedAt = context.Now,
                    };
                    context.Db.Reports.Add(report);
                    context.Append(new AuditEvent("report.requested", report.AuditSubject, new JsonObject()));
                    return report.Id;
                },
                Ct
            );
        return outcome.Value.ToString();
    }

    private async Task<string> AlertAsync(string model)
    {
        var outcome = await Portal
            .Get<ActionRunner>()
            .RunAsync<AlertId>(
                Actor.Host,
                new Attempt("alert.raised", model, null),
                async (context, ct) =>
                {
                    var alert = new Alert
                    {
                        Id = await context.Db.NextIdAsync<AlertId>(ct),
                        Model = model,
                        Rule = AlertRule.Drift,
                        Field = $"{model}-field",
                        BeganAt = context.Now,
                        RaisedAt = context.Now,
                    };
                    context.Db.Alerts.Add(alert);
                    context.Append(new AuditEvent("alert.raised", alert.AuditSubject, new JsonObject()));
                    return alert.Id;
                },
                Ct
            );
        return outcome.Value.ToString();
    }

    public static async Task<JsonObject> PostAsync(HttpClient client, string path, JsonObject body)
    {
        using var answer = await client.PostAsJsonAsync(path, body, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    private static string Id(JsonObject made, string prefix = "") =>
        prefix.Length == 0
            ? (string)made["id"]!
            : System.Text.RegularExpressions.Regex.Match(made.ToJsonString(), $"{prefix}-[0-9]+").Value;
}
