using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Portal.Tests.Reports;
using Governance.Transparency;
using static Governance.Portal.Tests.Explanations.ExplanationScene;

namespace Governance.Portal.Tests.Explanations;

/// <summary>The letter: exactly what was reviewed, in the reader's language, without the person's reference.</summary>
public sealed class ExplanationLetterTests
{
    [Fact]
    public async Task Letter_OfAReviewedRequest_IsSentWithItsReport()
    {
        await using var scene = await CreateAsync();
        var id = await scene.ReviewedAsync("de");

        var letter = await MadeAsync(scene, id, "html");

        var html = await scene.Legal.GetStringAsync((string)letter["content"]!, Ct);
        Assert.Contains("<html lang=\"de\">", html, StringComparison.Ordinal);
        Assert.Contains("Erläuterung einer Entscheidung", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Contains("<li><bdi>income: hat den Score gesenkt</bdi></li>", html, StringComparison.Ordinal);
        Assert.Contains($"Unser Zeichen: {id}", html, StringComparison.Ordinal);
        Assert.DoesNotContain("20-4711", html, StringComparison.Ordinal);
        var sent = await PostAsync(scene.Compliance, $"/{id}:send", new { via = "email", letter = (string)letter["id"]! });
        Assert.Equal((string?)letter["id"], (string?)sent["letter"]);
    }

    [Fact]
    public async Task Letter_BeforeTheReview_OrOfAnErasedPerson_IsNotMade()
    {
        await using var scene = await CreateAsync();
        var id = await scene.ReceivedAsync();
        await PostAsync(scene.Compliance, $"/{id}:draft", new { });
        Assert.Equal("explanation.not-reviewed", await RefusedAsync(scene, id));
        Assert.Equal("report.subject-unknown", await RefusedAsync(scene, "EXR-0099"));
        await PostAsync(scene.Compliance, $"/{id}:withdraw", new { });
        await PostAsync(scene.Compliance, $"/{id}:erase", new { });

        Assert.Equal("explanation.already-erased", await RefusedAsync(scene, id));
    }

    [Fact]
    public async Task Letter_OfATextThatWasChangedSince_IsNotSent()
    {
        await using var scene = await CreateAsync();
        var id = await scene.ReviewedAsync();
        var letter = await MadeAsync(scene, id, "html");
        var changed = await PostAsync(scene.Compliance, $"/{id}:draft", new { text = "In other words." });
        await PostAsync(scene.Risk, $"/{id}:review", new { outcome = "approve", textSha256 = (string)changed["textSha256"]! });

        var refused = await ExplanationScene.RefusedAsync(
            scene.Compliance,
            $"/{id}:send",
            new { via = "post", letter = (string)letter["id"]! },
            HttpStatusCode.UnprocessableEntity
        );

        Assert.Equal("explanation.letter-not-of-this", refused);
    }

    [Fact]
    [Trait("Needs", "Browser")]
    public async Task Pdf_OfALetter_IsSealedTaggedAndInTheReadersLanguage()
    {
        await using var scene = await CreateAsync();
        var id = await scene.ReviewedAsync("de");

        var letter = await MadeAsync(scene, id, "pdf");

        var bytes = await scene.Legal.GetByteArrayAsync((string)letter["content"]!, Ct);
        Assert.Equal((string?)letter["sha256"], Sha256Hex.Of(bytes));
        var file = Path.Combine(scene.Portal.Folder, "letter.pdf");
        await File.WriteAllBytesAsync(file, bytes, Ct);
        Assert.Contains("Signature is Valid", await Tool.RunAsync("pdfsig", file), StringComparison.Ordinal);
        Assert.Matches(@"Tagged:\s+yes", await Tool.RunAsync("pdfinfo", file));
        var text = await Tool.RunAsync("pdftotext", "-layout", file, "-");
        Assert.Contains("Erläuterung einer Entscheidung", text, StringComparison.Ordinal);
        Assert.Contains("hat den Score erhöht", text, StringComparison.Ordinal);
        Assert.DoesNotContain("20-4711", text, StringComparison.Ordinal);
        Assert.DoesNotContain("exported", text, StringComparison.Ordinal);
    }

    private static async Task<JsonObject> MadeAsync(ExplanationScene scene, string id, string format)
    {
        using var asked = await AskAsync(scene, id, format);
        var report = (await asked.Content.ReadFromJsonAsync<JsonObject>(Ct))!;
        Assert.True(asked.IsSuccessStatusCode, report.ToJsonString());
        report = await ReportsScene.DoneAsync(scene.Portal.Services, scene.Legal, (string)report["id"]!);
        Assert.True((string?)report["state"] == "ready", report.ToJsonString());
        return report;
    }

    private static async Task<string?> RefusedAsync(ExplanationScene scene, string id)
    {
        using var asked = await AskAsync(scene, id, "html");
        Assert.False(asked.IsSuccessStatusCode);
        return (string?)(await asked.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"];
    }

    private static Task<HttpResponseMessage> AskAsync(ExplanationScene scene, string id, string format) =>
        scene.Compliance.PostAsJsonAsync(
            "/api/v1/reports",
            new
            {
                kind = "explanation",
                subject = id,
                format,
            },
            Ct
        );
}
