using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Api.OpenApi;
using Governance.Portal.Tests.RoleScopes;
using Governance.Testing;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.OpenApi;
using static Governance.Portal.Tests.RoleScopes.ScopedWorld;

namespace Governance.Portal.Tests.Api;

/// <summary>The API's document held against the running server, operation by operation.</summary>
public sealed class OpenApiContractTests
{
    // One of several members has to be there, which a list of required members cannot say; the words of the operation do.
    private static readonly Dictionary<string, string[]> s_oneOfSeveral = new(StringComparer.Ordinal)
    {
        ["POST /api/v1/incidents"] = ["title", "versions"],
        ["POST /api/v1/incidents/{id}/follow-ups"] = ["inherent"],
        ["POST /api/v1/incidents/{id}/recovery"] = ["from"],
        ["POST /api/v1/models/{model}/versions/{version}/deployments/{id}/rollback-plans"] = ["expectedMinutes", "responsible", "steps"],
        ["PUT /api/v1/systems/{id}/documents/{kind}/points/{point}"] = ["text"],
        ["PUT /api/v1/incidents/{id}/report/points/{point}"] = ["text"],
        ["POST /api/v1/session/reauthenticate"] = ["password"],
        // Seconds belong to a test in which the system stopped: what the example says.
        ["POST /api/v1/systems/{id}/oversight/stop-tests"] = ["secondsToStop"],
        ["POST /api/v1/session/password"] = ["current"],
    };

    // The operations that nothing makes succeed, each with the reason. An entry that succeeds or names no operation has to go.
    private static readonly Dictionary<string, string> s_neverDone = new(StringComparer.Ordinal)
    {
        ["DELETE /api/2.0/mlflow/registered-models/delete"] = "Always refused: what was registered is history.",
        ["POST /api/v1/training-permits/{id}:answer"] = "Takes a proof of identity: TrainingTests answers one.",
        ["POST /api/v1/training-permits/{id}:issue"] = "Takes an approved request: TrainingTests issues a permit.",
        ["POST /api/v1/data-tasks/{id}:answer"] = "Takes a task, and a person: DataTasksTests answers some.",
        ["GET /api/v1/training-runs/{id}"] = "Takes a run that trained: UnpermittedTrainingTests reports some.",
        ["POST /api/v1/training-runs/{id}:settle"] = "Takes a run without a permit: UnpermittedTrainingTests answers for one.",
        ["POST /api/v1/training-permits/{id}:revoke"] = "Takes an approved request: TrainingTests revokes one.",
        ["POST /api/v1/experiments"] = "Takes a model with a version in production: ExperimentsTests has one.",
        ["GET /api/v1/experiments/{id}"] = "Takes a model with a version in production: ExperimentsTests has one.",
        ["GET /api/v1/experiments/{id}/report"] = "Takes a model with a version in production: ExperimentsTests has one.",
        ["POST /api/v1/experiments/{id}:approve"] = "Takes a model with a version in production: ExperimentsTests has one.",
        ["POST /api/v1/experiments/{id}:start"] = "Takes a model with a version in production: ExperimentsTests has one.",
        ["POST /api/v1/experiments/{id}/observations"] = "Takes a model with a version in production: ExperimentsTests has one.",
        ["POST /api/v1/experiments/{id}:stop"] = "Takes a model with a version in production: ExperimentsTests has one.",
        ["POST /api/v1/experiments/{id}:roll-back"] = "Takes a model with a version in production: ExperimentsTests has one.",
        ["POST /api/v1/experiments/{id}:conclude"] = "Takes a model with a version in production: ExperimentsTests has one.",
        ["POST /api/v1/agents/{agent}/calls/{id}:answer"] = "Takes a call that asks a person: AgentCallsTests answers one.",
        ["DELETE /api/2.0/mlflow/model-versions/delete"] = "Always refused: what was registered is history.",
    };

    // They end a session, or change what the callers sign in with: tried after everything else.
    private static readonly string[] s_last = ["/api/v1/session", "/api/v1/account", "/api/v1/setup"];

    [Fact]
    public async Task Schemas_EveryType_HasANameOfItsOwn()
    {
        await using var portal = new PortalFactory();
        var names = portal.Get<SchemaNames>();
        var types = new Dictionary<Type, JsonTypeInfo>();
        foreach (var type in Bodies(portal).Select(b => b.Type).Concat(Answers(portal)))
        {
            Collect(type, types);
        }

        var shared = types
            .Values.Where(t => names.Of(t) is not null)
            .GroupBy(t => names.Of(t)!, t => Nullable.GetUnderlyingType(t.Type) ?? t.Type, StringComparer.Ordinal)
            .Select(g => (g.Key, Types: g.Distinct().ToList()))
            .Where(g => g.Types.Count > 1)
            .Select(g => $"{g.Key}: {string.Join(", ", g.Types)}");

        Assert.True(types.Count > 300, "Types are not collected.");
        Assert.Empty(shared);
    }

    [Fact]
    public async Task Body_EveryOperation_IsTheOneThatTheServerReads()
    {
        await using var portal = new PortalFactory();
        var document = await DocumentAsync(portal);
        var check = new SchemaCheck(document);
        List<string> findings = [];
        foreach (var (name, type) in Bodies(portal).Where(b => ApiJson.Options.GetTypeInfo(b.Type).Kind is JsonTypeInfoKind.Object))
        {
            var (method, path) = (name.Split(' ')[0].ToLowerInvariant(), name.Split(' ')[1]);
            var operation = document["paths"]![
                Regex.Replace(path.TrimEnd('/'), @"\{\**(\w+)[^}]*\}", "{$1}", RegexOptions.NonBacktracking)
            ]?[method];
            var schema = operation?["requestBody"]?["content"]?.AsObject().First().Value!["schema"];
            var documented = schema is null ? [] : check.Resolve(schema)["properties"]?.AsObject().Select(p => p.Key) ?? [];
            var read = ApiJson
                .Options.GetTypeInfo(type)
                .Properties.Where(p => p.Set is not null || p.AssociatedParameter is not null)
                .Select(p => p.Name);
            if (!documented.Order(StringComparer.Ordinal).SequenceEqual(read.Order(StringComparer.Ordinal), StringComparer.Ordinal))
            {
                findings.Add($"{name} documents {string.Join(", ", documented)} and reads {string.Join(", ", read)}");
            }
        }

        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings));
    }

    // In every run every other body is sent, whole and without one of the members it must have; in full all of them, without each of those.
    [Fact]
    [Trait(Soak.Trait, Soak.Value)]
    public async Task Operations_SentTheirExample_TakeWhatTheDocumentSays()
    {
        await using var world = await CreateAsync();
        var callers = await CallersAsync(world);
        var document = await DocumentAsync(world.Portal);
        var check = new SchemaCheck(document);
        List<string> findings = [];
        var named = 0;
        // A sample of those that must have something and one of the others, in their order: those that end what others need come last.
        var sent = Operations(document)
            .Where(o => o.Body is not null)
            .Select(o => (Operation: o, Required: SchemaCheck.Required(check.Resolve(o.Schema!)).ToList()))
            .Index()
            .GroupBy(o => o.Item.Required.Count == 0)
            .SelectMany(g => Soak.Sample(g, every: g.Key ? 4 : 3))
            .OrderBy(o => o.Index);
        foreach (var (_, (operation, required)) in sent)
        {
            var body = operation.Body!;
            List<string> unnamed = [];
            foreach (var member in Soak.Sample(required, every: Math.Max(1, required.Count), from: operation.Path.Length))
            {
                var less = body.DeepClone().AsObject();
                less.Remove(member);
                var refused = await AskAsync(world, callers, operation, less);
                if (refused.IsDone)
                {
                    findings.Add($"{operation.Name} takes a body without {member}, which is documented as required");
                }
                else if (refused.Fields.Contains(member, StringComparer.Ordinal))
                {
                    named++;
                }
                else
                {
                    unnamed.Add($"{member} ({refused.Status} {refused.Code})");
                }
            }

            var answer = await AskAsync(world, callers, operation, body);
            if (answer.IsDone)
            {
                findings.AddRange(unnamed.Select(u => $"{operation.Name} takes its example, and without {u} the refusal does not name it"));
            }

            if (
                answer.Status is HttpStatusCode.BadRequest or HttpStatusCode.UnsupportedMediaType
                || answer.Code?.StartsWith("request.", StringComparison.Ordinal) is true
            )
            {
                findings.Add($"{operation.Name} does not read its own example: {(int)answer.Status} {answer.Code} {answer.Text}");
            }

            var absent =
                answer.Status is HttpStatusCode.UnprocessableEntity
                    ? answer.Fields.Where(f =>
                        check.Resolve(operation.Schema!)["properties"]?[f] is not null
                        && body[f] is null
                        && !(s_oneOfSeveral.GetValueOrDefault(operation.Name) ?? []).Contains(f)
                    )
                    : [];
            findings.AddRange(absent.Select(f => $"{operation.Name} refuses a body without {f}, which is not documented as required"));
            if (answer.Json is { } json && operation.AnswerOf(answer.Status, answer.MediaType) is { } schema)
            {
                findings.AddRange(check.Findings(json, schema).Take(3).Select(f => $"{operation.Name} answers {(int)answer.Status}: {f}"));
            }
        }

        Assert.True(findings.Count == 0, $"{findings.Count}:{Environment.NewLine}{string.Join(Environment.NewLine, findings)}");
        Assert.True(named > Soak.Size(15, 60), $"Only {named} missing members were named: the bodies do not reach the rules.");
    }

    /// <summary>
    /// Every operation with success and refusal. In every run the test above holds bodies and their answers against the document, half
    /// of them, and the tests of features call what is theirs.
    /// </summary>
    [Theory]
    [WholeData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Operations_AllOfThem_AnswerWithStatusTypeAndContentOfTheDocument(DatabaseKind kind)
    {
        await using var scene = await ContractScene.CreateAsync(kind);
        foreach (var lines in OperationLines.All)
        {
            await scene.Script.RunAsync(lines);
        }

        await scene.RefusalsAsync();

        var record = scene.Record;
        Assert.True(scene.Script.Refused.Count == 0, string.Join(Environment.NewLine, [.. scene.Script.Refused, .. scene.Faults.Seen]));
        Assert.True(record.Findings.Count == 0, string.Join(Environment.NewLine, [.. record.Findings, .. scene.Faults.Seen]));
        Assert.Empty(record.Operations.Except(record.Called, StringComparer.Ordinal));
        var open = record.Operations.Except(record.Succeeded, StringComparer.Ordinal);
        Assert.Equal(s_neverDone.Keys.Order(StringComparer.Ordinal), open.Order(StringComparer.Ordinal));
    }

    internal static async Task<JsonObject> DocumentAsync(PortalFactory portal)
    {
        var description = await portal.Get<ApiDocument>().ReadAsync(Ct);
        return JsonNode.Parse(await description.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, Ct))!.AsObject();
    }

    internal static IEnumerable<(string Name, Type Type)> Bodies(PortalFactory portal) =>
        from description in Descriptions(portal)
        from parameter in description.ParameterDescriptions
        where parameter.Source == BindingSource.Body && parameter.Type is not null
        select ($"{description.HttpMethod} /{description.RelativePath}", parameter.Type);

    internal static IEnumerable<Type> Answers(PortalFactory portal) =>
        Descriptions(portal).SelectMany(d => d.SupportedResponseTypes).Select(r => r.Type).OfType<Type>().Where(t => t != typeof(void));

    private static IEnumerable<ApiDescription> Descriptions(PortalFactory portal) =>
        portal.Get<IApiDescriptionGroupCollectionProvider>().ApiDescriptionGroups.Items.SelectMany(g => g.Items);

    internal static void Collect(Type type, Dictionary<Type, JsonTypeInfo> types)
    {
        if (types.ContainsKey(type) || type.Namespace?.StartsWith("System.IO", StringComparison.Ordinal) is true)
        {
            return;
        }

        var info = ApiJson.Options.GetTypeInfo(type);
        types.Add(type, info);
        foreach (var inner in info.Properties.Select(p => p.PropertyType).Append(info.ElementType).OfType<Type>())
        {
            Collect(inner, types);
        }
    }

    internal static async Task<List<HttpClient>> CallersAsync(ScopedWorld world)
    {
        string[] roles =
        [
            Roles.Engineer,
            Roles.ModelOwner,
            Roles.ComplianceOfficer,
            Roles.RiskOfficer,
            Roles.LegalReviewer,
            Roles.SecurityReviewer,
            Roles.Auditor,
            Roles.Administrator,
        ];
        List<HttpClient> callers = [];
        foreach (var role in roles)
        {
            await world.Portal.CreateUserAsync($"{role.ToLowerInvariant()}.two@bank.example", role);
            callers.Add(await world.Portal.SignInAsync($"{role.ToLowerInvariant()}.two@bank.example"));
        }

        callers.Add(await world.Portal.CreateKeyClientAsync(null, [.. Scopes.All]));
        return callers;
    }

    internal static IEnumerable<Operation> Operations(JsonObject document) =>
        from path in document["paths"]!.AsObject()
        from method in path.Value!.AsObject()
        where method.Key is "get" or "post" or "put" or "patch"
        let content = method.Value!["requestBody"]?["content"]?.AsObject()
        where content is null || content["application/json"]?["example"] is not null
        orderby method.Key is "get" ? 0
        : s_last.Any(l => path.Key.StartsWith(l, StringComparison.Ordinal)) ? 2
        : 1, path.Key
        select new Operation($"{method.Key.ToUpperInvariant()} {path.Key}", method.Value!.AsObject());

    internal static bool NeedsProof(Operation operation) =>
        operation.Method != "GET" && !s_last.Any(l => operation.Path.StartsWith(l, StringComparison.Ordinal));

    // The first caller who may: what a role or a scope keeps them from says nothing about the body. Who may is asked first the next time.
    internal static async Task<Answer> AskAsync(ScopedWorld world, List<HttpClient> callers, Operation operation, JsonNode? body)
    {
        Answer? last = null;
        foreach (var caller in operation.Caller is { } one ? callers.OrderBy(c => c == one ? 0 : 1) : callers.AsEnumerable())
        {
            using var request = new HttpRequestMessage(new HttpMethod(operation.Method), operation.PathIn(world));
            if (body is not null)
            {
                request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            }

            if (NeedsProof(operation) && caller.DefaultRequestHeaders.Authorization is null)
            {
                request.Headers.Add("X-Reauthentication", await PortalFactory.ReauthenticateAsync(caller));
            }

            using var answer = await caller.SendAsync(request, Ct);
            last = await Answer.OfAsync(answer);
            if (last.Status is not (HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized))
            {
                operation.Caller = caller;
                return last;
            }
        }

        return last!;
    }

    internal sealed record Operation(string Name, JsonObject Said)
    {
        /// <summary>Who was let in.</summary>
        public HttpClient? Caller { get; set; }

        public string Method => Name.Split(' ')[0];

        public string Path => Name.Split(' ')[1];

        public JsonNode? Body => Said["requestBody"]?["content"]?["application/json"]?["example"];

        public JsonNode? Schema => Said["requestBody"]?["content"]?["application/json"]?["schema"];

        public JsonNode? AnswerOf(HttpStatusCode status, string mediaType) =>
            Said["responses"]
                ?[((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture)]
                ?["content"]
                ?[mediaType]
                ?["schema"];

        public string PathIn(ScopedWorld world) => PathIn(Path, world);

        public static string PathIn(string path, ScopedWorld world)
        {
            var parts = path.Split('/');
            for (var i = 1; i < parts.Length; i++)
            {
                if (parts[i].StartsWith('{'))
                {
                    // An act stands behind its thing: {id}:send.
                    var (name, act) = parts[i].Split('}') is [var before, var after] ? (before, after) : (parts[i], "");
                    parts[i] = ValueOf(name.Trim('{'), parts[i - 1], world) + act;
                }
            }

            return string.Join('/', parts);
        }

        private static string ValueOf(string parameter, string before, ScopedWorld world) =>
            (before, parameter) switch
            {
                (_, "model") => world.Here["model"],
                (_, "version") => world.Here["version"],
                ("gates", _) => world.Here["gate"],
                ("users", _) => "USR-0003",
                ("documents", _) => "annex-iv",
                ("points", "number") => "1",
                ("points", _) => "AIV-1-a",
                _ when world.Here.TryGetValue(before.TrimEnd('s'), out var id) => id,
                _ => "1",
            };
    }

    internal sealed record Answer(HttpStatusCode Status, string MediaType, string Text, JsonNode? Json)
    {
        public bool IsDone => (int)Status is >= 200 and < 300;

        public string? Code => Json is JsonObject problem && !IsDone ? (string?)problem["code"] : null;

        // The member itself, or a part of it: components[0].kind is about components.
        public IReadOnlyList<string> Fields =>
            Json is JsonObject problem && !IsDone && problem["errors"] is JsonObject errors
                ? [.. errors.Select(e => e.Key.Split('.', '[')[0])]
                : [];

        public static async Task<Answer> OfAsync(HttpResponseMessage answer)
        {
            var type = answer.Content.Headers.ContentType?.MediaType ?? "";
            var text = await answer.Content.ReadAsStringAsync(Ct);
            return new Answer(
                answer.StatusCode,
                type,
                text[..Math.Min(300, text.Length)],
                type is "application/json" or "application/problem+json" && text.Length > 0 ? JsonNode.Parse(text) : null
            );
        }
    }
}
