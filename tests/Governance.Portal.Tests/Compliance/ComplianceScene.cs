using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Compliance;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Portal.Compliance.Compliance;
using Governance.Portal.Compliance.Systems;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Compliance;

/// <summary>A portal with someone from compliance and a legal approver, and a clock that can be moved.</summary>
internal sealed class ComplianceScene : IAsyncDisposable
{
    public const string Credit = "Q04=[builds_under_own_name,uses]; Q40=[A3-5]; Q41=[A3-5-b]; Q42=no; Q43=yes";

    private ComplianceScene(PortalFactory portal, MovableClock clock) => (Portal, Clock) = (portal, clock);

    public PortalFactory Portal { get; }

    public MovableClock Clock { get; }

    public Actor Compliance { get; private set; } = null!;

    public Actor Legal { get; private set; } = null!;

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<ComplianceScene> CreateAsync(DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var clock = new MovableClock();
        var portal = new PortalFactory(kind) { Replace = services => services.AddSingleton<TimeProvider>(clock) };
        var scene = new ComplianceScene(portal, clock);
        scene.Compliance = Actor.OfUser(
            await portal.CreateUserAsync("compliance@demo.example", Roles.ComplianceOfficer),
            Roles.ComplianceOfficer,
            session: null
        );
        scene.Legal = Actor.OfUser(
            await portal.CreateUserAsync("legal@demo.example", Roles.LegalReviewer),
            Roles.LegalReviewer,
            session: null
        );
        return scene;
    }

    public async Task<SystemId> RegisterAsync(string name = "Credit scoring")
    {
        var made = await Portal
            .Get<RegisterSystem>()
            .RunAsync(
                Compliance,
                new(name, "Scores retail customers", "compliance@demo.example") { LifeCycle = "in-use", Roles = ["provider", "deployer"] },
                Ct
            );
        Assert.True(made.IsDone, made.Refusal?.Message);
        return made.Value;
    }

    public Task<AssessmentId> SubmittedAsync(SystemId system, string answers) => SubmittedAsync(Portal, Compliance, system, answers);

    public Task<AssessmentId> ClassifiedAsync(SystemId system, string answers = Credit) =>
        ClassifiedAsync(Portal, (Compliance, Legal), system, answers);

    /// <summary>Answers the questionnaire for a system and submits it.</summary>
    public static async Task<AssessmentId> SubmittedAsync(PortalFactory portal, Actor compliance, SystemId system, string answers)
    {
        var changes = AnswerSheet.Of(answers).ToDictionary(a => a.Key, a => new AnswerChange(a.Value, null), StringComparer.Ordinal);
        var begun = await portal.Get<StartAssessment>().RunAsync(compliance, system, changes, Ct);
        Assert.True(begun.IsDone, begun.Refusal?.Message);
        var submitted = await portal.Get<SubmitAssessment>().RunAsync(compliance, begun.Value, Ct);
        Assert.True(submitted.IsDone, submitted.Refusal?.Message);
        return begun.Value;
    }

    /// <summary>The same, signed by Legal.</summary>
    public static async Task<AssessmentId> ClassifiedAsync(
        PortalFactory portal,
        (Actor Compliance, Actor Legal) people,
        SystemId system,
        string answers = Credit
    )
    {
        var id = await SubmittedAsync(portal, people.Compliance, system, answers);
        var view = (await portal.Get<ReadCompliance>().AssessmentAsync(id, Ct)).Value;
        var signed = await portal.Get<SignAssessment>().RunAsync(people.Legal, id, view.ResultSha256, Ct);
        Assert.True(signed.IsDone, signed.Refusal?.Message);
        return id;
    }

    public async Task<ObligationView> DutyAsync(SystemId system, string obligation) =>
        (await Portal.Get<ReadCompliance>().ObligationsAsync(system, Ct)).Value.Single(o => o.Id == obligation);

    public static async Task<JsonObject> JsonAsync(HttpResponseMessage answer, HttpStatusCode expected)
    {
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    public static async Task<JsonObject> PostAsync(HttpClient client, string path, JsonNode body, HttpStatusCode expected)
    {
        using var answer = await client.PostAsJsonAsync($"/api/v1{path}", body, Ct);
        return await JsonAsync(answer, expected);
    }

    public static async Task<JsonObject> GetAsync(HttpClient client, string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await client.GetAsync(new Uri($"/api/v1{path}", UriKind.Relative), Ct);
        return await JsonAsync(answer, expected);
    }

    public async ValueTask DisposeAsync() => await Portal.DisposeAsync();
}
