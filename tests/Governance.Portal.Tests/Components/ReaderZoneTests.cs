using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Bunit;
using Governance.Portal.Models.Registry;
using Governance.Portal.Operations.Retirements;
using Governance.Portal.Tests.Approvals;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Components;

/// <summary>
/// A day or a time that someone enters is meant in their own zone, in which the page around it shows every time: in Tokyo it is 18:00 when
/// these tests begin, and a day begins at 15:00 UTC of the one before.
/// </summary>
public sealed class ReaderZoneTests : PortalPageTest
{
    private static readonly TimeZoneInfo s_tokyo = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo");

    public ReaderZoneTests() =>
        RenderTree.Add<CascadingValue<TimeZoneInfo>>(zone => zone.Add(z => z.Name, "TimeZone").Add(z => z.Value, s_tokyo));

    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Fact]
    public async Task Retention_UntilADay_EndsWhereTheReadersDayBegins()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var planned = await scene
            .Get<PlanRetirement>()
            .RunAsync(scene.Engineer, new($"{ApprovalsScene.ModelName}@1.4.0", "Too many false alarms", Owner: "owner@test.example"), Ct);
        Assert.True(planned.IsDone, planned.Refusal?.Message);
        var page = await OpenAsync<RetirementPage>(
            scene.Portal,
            scene.Clock,
            scene.Owner,
            $"/retirements/{planned.Value}",
            p => p.Add(c => c.Id, planned.Value.ToString())
        );

        await page.AllByRole("button").First(b => Roles.NameOf(b) == "Set retention").ClickAsync(new());
        await page.Find("#retirement-until").ChangeAsync(new ChangeEventArgs { Value = "2037-01-15" });
        await page.Find("#retirement-words").InputAsync(new ChangeEventArgs { Value = "Internal rule 7" });
        await page.Find("#retirement-form").SubmitAsync();

        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            var stored = await db.Retirements.AsNoTracking().SingleAsync(r => r.Id == planned.Value, Ct);
            Assert.Equal(new DateTimeOffset(2037, 1, 14, 15, 0, 0, TimeSpan.Zero), stored.RetentionUntil);
        }

        await page.WaitForAssertionAsync(() =>
            Assert.Contains("Records are kept until 2037-01-15.", page.Markup, StringComparison.Ordinal)
        );

        // Opened again it holds the same day, and not the one after.
        await page.AllByRole("button").First(b => Roles.NameOf(b) == "Set retention").ClickAsync(new());
        Assert.Equal("2037-01-15", page.Find("#retirement-until").GetAttribute("value"));
    }

    [Fact]
    public async Task Evidence_IsProducedAtTheReadersTime()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var dialog = await OpenAsync<AddEvidenceDialog>(
            scene.Portal,
            scene.Clock,
            scene.Engineer,
            "/models",
            p => p.Add(c => c.Model, ApprovalsScene.ModelName).Add(c => c.Version, "1.4.0")
        );
        Assert.Equal("2026-11-20T18:00:00", dialog.Find("#evidence-produced").GetAttribute("value"));
        Assert.DoesNotContain("UTC", dialog.Find("label[for=evidence-produced]").TextContent, StringComparison.Ordinal);

        await dialog.Find("#evidence-kind").ChangeAsync(new ChangeEventArgs { Value = "other" });
        await dialog.Find("#evidence-tool").ChangeAsync(new ChangeEventArgs { Value = "scanner 3.1" });
        await dialog.Find("#evidence-produced").ChangeAsync(new ChangeEventArgs { Value = "2026-11-20T17:30:05" });
        dialog.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("{}", "notes.json"));
        await dialog.Find("#add-evidence").SubmitAsync();

        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var stored = await db.Evidence.AsNoTracking().SingleAsync(Ct);
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 8, 30, 5, TimeSpan.Zero), stored.ProducedAt);
    }

    [Theory]
    [InlineData("2026-11-20", false)]
    [InlineData("2026-11-21", true)]
    public async Task WhatWasInProductionOnADay_IsAskedByTheReadersDay(string day, bool served)
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var promotion = await scene.RequestAsync();
        await scene.SignAllAsync(promotion);
        using var engineer = await scene.Portal.SignInAsync("engineer@test.example");
        scene.Clock.Advance(TimeSpan.FromHours(7)); // 16:00 UTC, 01:00 of the next day in Tokyo
        using var deployed = await engineer.PostAsJsonAsync(
            $"/api/v1/models/{ApprovalsScene.ModelName}/versions/1.4.0/deployments",
            new JsonObject
            {
                ["environment"] = "production",
                ["region"] = "eu-north-1",
                ["promotion"] = promotion.ToString(),
            },
            Ct
        );
        Assert.True(deployed.IsSuccessStatusCode, await deployed.Content.ReadAsStringAsync(Ct));

        var page = await OpenAsync<ModelPage>(
            scene.Portal,
            scene.Clock,
            scene.Engineer,
            $"/models/{ApprovalsScene.ModelName}?tab=record&on={day}",
            p => p.Add(c => c.Model, ApprovalsScene.ModelName)
        );

        Assert.Equal(day, page.Find("#production-day").GetAttribute("value"));
        Assert.Equal(!served, page.Markup.Contains("No version was in production on this day.", StringComparison.Ordinal));
    }
}
