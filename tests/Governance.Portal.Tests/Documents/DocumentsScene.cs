using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Domain.Systems;
using Governance.Portal.Compliance.Compliance;
using Governance.Portal.Compliance.Systems;
using Governance.Portal.Demo;
using Governance.Portal.Operations.Monitoring;
using Governance.Portal.Tests.Compliance;
using Governance.Portal.Tests.Reports;
using Governance.Testing;

namespace Governance.Portal.Tests.Documents;

/// <summary>
/// The credit system of the samples: registered, classified by two people, its version approved and deployed, watched, with a risk.
/// </summary>
public sealed class DocumentsScene(PortalFactory? portal = null) : IAsyncLifetime
{
    public const string Version = "2.0.0";

    // The scene as most tests begin with it, played once.
    private static readonly Lazy<Task<Played>> s_registered = new(() => KeepAsync(operated: false));
    private static readonly Lazy<Task<Played>> s_operated = new(() => KeepAsync(operated: true));

    public ReportsScene Reports { get; } = new(portal);

    public SystemId System { get; private set; }

    public HttpClient Compliance { get; private set; } = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Documents => $"/api/v1/systems/{System}/documents";

    /// <summary>The system, registered and classified.</summary>
    public async ValueTask InitializeAsync()
    {
        if (Reports.IsAsMost)
        {
            await TakeAsync(await s_registered.Value);
            return;
        }

        await PlayAsync();
    }

    /// <summary>The same with what the rest of the product has to say, see <see cref="OperateAsync"/>.</summary>
    public async Task InitializeOperatedAsync()
    {
        if (Reports.IsAsMost)
        {
            await TakeAsync(await s_operated.Value);
            return;
        }

        await PlayAsync();
        await OperateAsync();
    }

    private static async Task<Played> KeepAsync(bool operated)
    {
        var folder = KeptFiles.NewFolder();
        await using var scene = new DocumentsScene(new PortalFactory { KeptIn = folder });
        await scene.PlayAsync();
        if (operated)
        {
            await scene.OperateAsync();
            // A window that the portal had in hand when it ended would wait for the end of its lease.
            await scene.Reports.EvaluatedAsync();
        }

        return new(new KeptFiles(folder), scene.System);
    }

    private async Task TakeAsync(Played played)
    {
        played.Files.CopyTo(Reports.Portal);
        System = played.System;
        await Reports.SignInAsync();
        Compliance = await Reports.Portal.SignInAsync("marta.kowalska@demo.example", Roles.ComplianceOfficer);
    }

    private async Task PlayAsync()
    {
        await Reports.PlayAsync();
        await Reports.RegisterAsync("credit", ReportsScene.Model, Version);
        var compliance = Actor.OfUser(
            await Reports.Portal.CreateUserAsync("marta.kowalska@demo.example", Roles.ComplianceOfficer),
            Roles.ComplianceOfficer,
            session: null
        );
        var legal = Actor.OfUser(
            await Reports.Portal.CreateUserAsync("paul.legrand@demo.example", Roles.LegalReviewer),
            Roles.LegalReviewer,
            session: null
        );
        Compliance = await Reports.Portal.SignInAsync("marta.kowalska@demo.example", Roles.ComplianceOfficer);
        System = await RegisterAsync(compliance);
        await ClassifyAsync(compliance, legal);
    }

    public async ValueTask DisposeAsync() => await Reports.DisposeAsync();

    /// <summary>
    /// What the rest of the product has to say: an approved release, a monitored window, a risk, what is kept of decisions.
    /// </summary>
    public async Task OperateAsync()
    {
        var promotion = await Reports.RequestAsync(Version, "First release.");
        await Reports.SignAsync(Reports.Security, promotion, "security", "approve");
        await Reports.SignAsync(Reports.Legal, promotion, "legal", "approve");
        await Reports.SignAsync(Reports.Owner, promotion, "owner", "approve");
        await Reports.PostAsync(
            Reports.Engineer,
            $"/api/v1/models/{ReportsScene.Model}/versions/{Version}/deployments",
            new JsonObject
            {
                ["environment"] = "production",
                ["region"] = "eu-north-1",
                ["promotion"] = promotion,
            }
        );
        using var files = await WindowFiles.SplitAsync(Path.Combine(ReportsScene.Samples, "credit", "predictions.csv.gz"), Version, Ct);
        foreach (var file in files.Files.Take(2))
        {
            await using var body = File.OpenRead(file.Path);
            var role = file.Window == "reference" ? WindowRole.Reference : WindowRole.Current;
            var outcome = await Reports
                .Portal.Get<UploadWindow>()
                .RunAsync(Actor.Host, new(ReportsScene.Model, Version, role, null, null, WindowColumns.Default), body, Ct);
            Assert.Null(outcome.Refusal);
        }

        var raised = await Reports.PostAsync(
            Compliance,
            "/api/v1/risks",
            new JsonObject
            {
                ["title"] = "Bias against young applicants",
                ["category"] = "fairness",
                ["cause"] = "Short credit histories score low",
                ["consequence"] = "Young people are declined more often",
                ["model"] = ReportsScene.Model,
                ["owner"] = "jonas.lindqvist@demo.example",
                ["inherent"] = new JsonObject { ["likelihood"] = 4, ["impact"] = 4 },
                ["residual"] = new JsonObject { ["likelihood"] = 2, ["impact"] = 4 },
            }
        );
        Assert.StartsWith("RSK-", (string?)raised["id"], StringComparison.Ordinal);
    }

    /// <summary>Has a report made as the compliance officer, and waits for it.</summary>
    public async Task<JsonObject> MakeAsync(string kind, string format, string? subject = null)
    {
        var asked = await Reports.PostAsync(
            Compliance,
            "/api/v1/reports",
            new JsonObject
            {
                ["kind"] = kind,
                ["subject"] = subject ?? System.ToString(),
                ["format"] = format,
            },
            HttpStatusCode.Accepted
        );
        return await ReportsScene.DoneAsync(Reports.Portal.Services, Compliance, (string)asked["id"]!);
    }

    public async Task<JsonObject> ReadAsync(string kind) => (await Compliance.GetFromJsonAsync<JsonObject>($"{Documents}/{kind}", Ct))!;

    public async Task<JsonObject> PointAsync(string kind, string point) =>
        (await ReadAsync(kind))["points"]!.AsArray().Single(p => (string?)p!["id"] == point)!.AsObject();

    public async Task<JsonObject> WriteAsync(
        string kind,
        string point,
        JsonObject body,
        HttpStatusCode expected = HttpStatusCode.OK,
        HttpClient? who = null,
        string? ifMatch = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{Documents}/{kind}/points/{point}")
        {
            Content = JsonContent.Create(body),
        };
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        using var answer = await (who ?? Compliance).SendAsync(request, Ct);
        return await ComplianceScene.JsonAsync(answer, expected);
    }

    /// <summary>Writes every text that is wanted and names every document; what only records can say stays as it is.</summary>
    public async Task WriteAllAsync(string kind)
    {
        foreach (var point in (await ReadAsync(kind))["points"]!.AsArray().Where(p => (string?)p!["state"] is not "complete"))
        {
            var id = (string)point!["id"]!;
            var documents = new JsonArray();
            if (id is "AIV-1-h")
            {
                documents.Add(
                    new JsonObject
                    {
                        ["kind"] = "instructions_for_use",
                        ["title"] = "Instructions for use 2.0",
                        ["reference"] = "DMS-1001",
                        ["sha256"] = new string('a', 64),
                    }
                );
            }
            else if (id is "AIV-8")
            {
                documents.Add(
                    new JsonObject
                    {
                        ["title"] = "Declaration of conformity",
                        ["reference"] = "DMS-1002",
                        ["sha256"] = new string('b', 64),
                    }
                );
            }

            var excluded = id is "AIV-1-f";
            await WriteAsync(
                kind,
                id,
                new JsonObject
                {
                    ["state"] = excluded ? "not-applicable" : "written",
                    ["text"] = excluded ? "The system is software only." : $"What is true of {id}, said by a person.",
                    ["documents"] = documents,
                }
            );
        }
    }

    private async Task<SystemId> RegisterAsync(Actor compliance)
    {
        var made = await Reports
            .Portal.Get<RegisterSystem>()
            .RunAsync(
                compliance,
                new(
                    "Retail credit scoring",
                    "Estimates the probability that a retail customer defaults within twelve months, for the decision on a loan.",
                    "jonas.lindqvist@demo.example"
                )
                {
                    LifeCycle = "testing",
                    Roles = ["provider", "deployer"],
                    PlacedOn = "2027-12-15",
                    Models = [ReportsScene.Model],
                    AffectedGroups = ["Retail customers who apply for credit"],
                    Countries = ["DE", "FR"],
                    Components = [new("Credit bureau score", "service", "Bureau", "2026.2")],
                },
                Ct
            );
        Assert.True(made.IsDone, made.Refusal?.Message);
        return made.Value;
    }

    private async Task ClassifyAsync(Actor compliance, Actor legal)
    {
        var changes = AnswerSheet
            .Of(ComplianceScene.Credit)
            .ToDictionary(a => a.Key, a => new AnswerChange(a.Value, null), StringComparer.Ordinal);
        var begun = await Reports.Portal.Get<StartAssessment>().RunAsync(compliance, System, changes, Ct);
        Assert.True(begun.IsDone, begun.Refusal?.Message);
        Assert.True((await Reports.Portal.Get<SubmitAssessment>().RunAsync(compliance, begun.Value, Ct)).IsDone);
        var shown = (await Reports.Portal.Get<ReadCompliance>().AssessmentAsync(begun.Value, Ct)).Value;
        var signed = await Reports.Portal.Get<SignAssessment>().RunAsync(legal, begun.Value, shown.ResultSha256, Ct);
        Assert.True(signed.IsDone, signed.Refusal?.Message);
    }

    private sealed record Played(KeptFiles Files, SystemId System);
}
