using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Cards;
using Governance.Portal.Models.Cards;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Cards;

public sealed class CardTests
{
    private const string Path = "/models/fraud-scorer/versions/1.0.0/card";

    private static readonly CardSubject s_subject = CardSubject.Of("fraud-scorer", "1.0.0");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Card_OfAVersion_IsFilledFromRecordsAndCountsWhatIsMissing(DatabaseKind kind)
    {
        await using var registry = await RegistryFixture.CreateAsync(kind);
        await registry.WithVersionsAsync("1.0.0");

        var card = await registry.GetAsync(Path);

        Assert.Equal("draft", (string?)card["state"]);
        var artifact = Field(card, "artifact");
        Assert.Equal("filled-from-record", (string?)artifact["status"]);
        Assert.Equal(
            ("registry", "fraud-scorer@1.0.0"),
            ((string?)artifact["sources"]![0]!["kind"], (string?)artifact["sources"]![0]!["id"])
        );
        Assert.NotNull((string?)artifact["sources"]![0]!["sha256"]);
        Assert.Equal("missing", (string?)Field(card, "limitations")["status"]);
        Assert.Equal(CardTemplate.Model.Count, (int)card["filled"]! + (int)card["missing"]!);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Card_WrittenSubmittedAndApprovedByAnother_BecomesEvidence(DatabaseKind kind)
    {
        await using var registry = await RegistryFixture.CreateAsync(kind);
        await registry.WithVersionsAsync("1.0.0");
        await WriteAsync(registry, "limitations", "Trained on payments of one country.");
        var submitted = await registry.Portal.Get<WriteCard>().SubmitAsync(registry.AsEngineer, s_subject, Ct);
        Assert.True(submitted.IsDone, submitted.Refusal?.Message);
        var digest = (await registry.Portal.Get<GetCard>().RunAsync(s_subject, null, Ct)).Value.ContentSha256;
        var review = registry.Portal.Get<ReviewCard>();

        var other = await review.RunAsync(registry.AsOwner, s_subject, new("approve", null, RegistryFixture.Digest([])), Ct);
        var approved = await review.RunAsync(registry.AsOwner, s_subject, new("approve", "Read.", digest), Ct);

        Assert.Equal("card.content-changed", other.Refusal?.Code);
        Assert.True(approved.IsDone, approved.Refusal?.Message);
        var card = await registry.GetAsync(Path);
        Assert.Equal("approved", (string?)card["state"]);
        var evidence = (await registry.GetAsync("/models/fraud-scorer/versions/1.0.0/evidence?kind=model-card"))["items"]!.AsArray();
        Assert.Equal(digest, (string?)Assert.Single(evidence)!["sha256"]);
        Assert.Null((string?)evidence[0]!["unreadable"]);
        Assert.Equal(
            digest,
            (string?)Assert.Single(await registry.LogAsync("card.approved"), e => (string?)e["outcome"] == "done")["data"]!["sha256"]
        );
    }

    [Fact]
    public async Task Approval_WhoseEvidenceCannotBeStored_IsNotGiven()
    {
        await using var registry = await RegistryFixture.CreateAsync(DatabaseKind.Sqlite);
        await registry.WithVersionsAsync("1.0.0");
        await WriteAsync(registry, "limitations", "Trained on payments of one country.");
        Assert.True((await registry.Portal.Get<WriteCard>().SubmitAsync(registry.AsEngineer, s_subject, Ct)).IsDone);
        var digest = (await registry.Portal.Get<GetCard>().RunAsync(s_subject, null, Ct)).Value.ContentSha256;
        await using (var db = await registry.Portal.Databases.CreateDbContextAsync(Ct))
        {
            await db.Database.ExecuteSqlRawAsync(
                """CREATE TRIGGER "Full" BEFORE INSERT ON "Evidence" BEGIN SELECT RAISE(ABORT, 'the disk is full'); END""",
                Ct
            );
        }

        await Assert.ThrowsAnyAsync<Exception>(() =>
            registry.Portal.Get<ReviewCard>().RunAsync(registry.AsOwner, s_subject, new("approve", null, digest), Ct)
        );

        Assert.Equal("submitted", (string?)(await registry.GetAsync(Path))["state"]);
        Assert.DoesNotContain(await registry.LogAsync("card.approved"), e => (string?)e["outcome"] == "done");
    }

    [Fact]
    public async Task Review_ByAnAuthorOrTheirKey_IsRefusedAndLogged()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1.0.0");
        var texts = new Dictionary<string, NewText>(StringComparer.Ordinal) { ["limitations"] = new("Few.") };
        Assert.True((await registry.Portal.Get<WriteCard>().RunAsync(registry.AsOwner, s_subject, texts, Ct)).IsDone);
        Assert.True((await registry.Portal.Get<WriteCard>().SubmitAsync(registry.AsEngineer, s_subject, Ct)).IsDone);
        var digest = (await registry.Portal.Get<GetCard>().RunAsync(s_subject, null, Ct)).Value.ContentSha256;

        var own = await registry.Portal.Get<ReviewCard>().RunAsync(registry.AsOwner, s_subject, new("approve", null, digest), Ct);
        using var byKey = await registry.PostAsync(
            $"{Path}/review",
            new JsonObject { ["decision"] = "approve", ["contentSha256"] = digest }
        );

        Assert.Equal("card.author-cannot-review", own.Refusal?.Code);
        Assert.Equal(HttpStatusCode.Forbidden, byKey.StatusCode);
        Assert.Single(await registry.LogAsync("card.approved"), e => (string?)e["outcome"] == "refused");
        Assert.Single(await registry.LogAsync("card.reviewed"), e => (string?)e["outcome"] == "refused");
    }

    [Fact]
    public async Task Write_AfterAnApproval_BeginsAVersionThatIsComparedWithTheOneBefore()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1.0.0");
        await WriteAsync(registry, "limitations", "Few.");
        await ApproveAsync(registry);

        await WriteAsync(registry, "limitations", "Many.");

        var card = await registry.GetAsync(Path);
        Assert.Equal((2, "draft"), ((int)card["number"]!, (string?)card["state"]));
        Assert.Equal(["draft", "approved"], card["versions"]!.AsArray().Select(v => (string?)v!["state"]));
        var differences = await registry.Portal.Get<GetCard>().DifferencesAsync(s_subject, 1, 2, Ct);
        Assert.Equal(
            ("limitations", "Few.", "Many."),
            Assert.Single(differences.Value) is var d ? (d.Key, d.Before[0], d.After[0]) : default
        );
        Assert.Equal("Few.", Field(await registry.GetAsync($"{Path}?number=1"), "limitations")["lines"]![0]!.ToString());
    }

    [Theory]
    [InlineData("artifact", "x", "card.field-from-record")]
    [InlineData("colour", "x", "card.field-unknown")]
    public async Task Write_FieldThatIsNotForPeople_IsRefused(string field, string text, string code)
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1.0.0");

        using var answer = await PutAsync(registry, new JsonObject { ["texts"] = new JsonObject { [field] = text } });

        Assert.Equal(code, (string?)(await RegistryFixture.JsonAsync(answer, HttpStatusCode.UnprocessableEntity))["code"]);
        Assert.Empty(await registry.LogAsync("card.written"));
    }

    [Fact]
    public async Task Import_OfAHuggingFaceCard_MakesClaimsAndLeavesWhatAPersonWrote()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1.0.0");
        await WriteAsync(registry, "limitations", "Ours.");
        const string Card =
            "---\nlicense: apache-2.0\ntags: [x]\n---\n# Model\n\n## Out-of-Scope Use\nNot for people.\n\n## Limitations\nTheirs.\n\n"
            + "## Environmental Impact\n<script>alert(1)</script>\n";

        using var content = new StringContent(Card, Encoding.UTF8, "text/markdown");
        using var answer = await registry.Client.PostAsync(new Uri($"/api/v1{Path}/import", UriKind.Relative), content, Ct);

        var card = await RegistryFixture.JsonAsync(answer, HttpStatusCode.OK);
        Assert.Equal(
            ("claimed", "Not for people."),
            ((string?)Field(card, "outOfScope")["status"], (string?)Field(card, "outOfScope")["lines"]![0])
        );
        Assert.Equal(("claimed", "apache-2.0"), ((string?)Field(card, "licence")["status"], (string?)Field(card, "licence")["lines"]![0]));
        Assert.Equal(
            ("written-by-person", "Ours."),
            ((string?)Field(card, "limitations")["status"], (string?)Field(card, "limitations")["lines"]![0])
        );
        Assert.Equal(3, (int)card["claimed"]!);
        Assert.DoesNotContain("<script>", await ExportAsync(registry, "html"), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "<script>",
            (await ExportAsync(registry, "markdown")).Replace("\\<script\\>", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Export_AsCycloneDx_HoldsModelCardInTheFormOfItsSchema()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.CreatedAsync("/models", RegistryFixture.Model());
        var version = RegistryFixture.Version("1.0.0", [1, 2, 3]);
        version["metrics"] = new JsonObject
        {
            ["auc"] = new JsonObject
            {
                ["value"] = 0.91,
                ["n"] = 3000,
                ["low"] = 0.89,
                ["high"] = 0.93,
            },
        };
        version["datasets"] = new JsonArray(
            new JsonObject
            {
                ["name"] = "payments",
                ["version"] = "7",
                ["sha256"] = RegistryFixture.Digest([7]),
                ["role"] = "training",
            }
        );
        await registry.CreatedAsync("/models/fraud-scorer/versions", version);
        await WriteAsync(registry, "limitations", "Few.");

        var bom = JsonNode.Parse(await ExportAsync(registry, "json"))!;

        Assert.Equal(("CycloneDX", "1.7"), ((string?)bom["bomFormat"], (string?)bom["specVersion"]));
        var component = bom["metadata"]!["component"]!;
        Assert.Equal("machine-learning-model", (string?)component["type"]);
        var metric = component["modelCard"]!["quantitativeAnalysis"]!["performanceMetrics"]![0]!;
        Assert.Equal(
            ("auc", "0.91", "0.89"),
            ((string?)metric["type"], (string?)metric["value"], (string?)metric["confidenceInterval"]!["lowerBound"])
        );
        Assert.Equal("Few.", (string?)component["modelCard"]!["considerations"]!["technicalLimitations"]![0]);
        Assert.Equal(
            (string?)bom["components"]![0]!["bom-ref"],
            (string?)component["modelCard"]!["modelParameters"]!["datasets"]![0]!["ref"]
        );
        var markdown = await ExportAsync(registry, "markdown");
        Assert.StartsWith("---\n", markdown, StringComparison.Ordinal);
        Assert.Contains("- type: \"auc\"\n            value: 0.91", markdown, StringComparison.Ordinal);
    }

    private static JsonObject Field(JsonObject card, string key) =>
        card["fields"]!.AsArray().Single(f => (string?)f!["key"] == key)!.AsObject();

    private static async Task<string> ExportAsync(RegistryFixture registry, string format)
    {
        using var answer = await registry.Client.GetAsync(new Uri($"/api/v1{Path}/export?format={format}", UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        return await answer.Content.ReadAsStringAsync(Ct);
    }

    private static async Task<HttpResponseMessage> PutAsync(RegistryFixture registry, JsonObject body)
    {
        using var content = new StringContent(body.ToJsonString(), MediaTypeHeaderValue.Parse("application/json"));
        return await registry.Client.PutAsync(new Uri($"/api/v1{Path}/texts", UriKind.Relative), content, Ct);
    }

    private static async Task WriteAsync(RegistryFixture registry, string field, string text)
    {
        using var answer = await PutAsync(registry, new JsonObject { ["texts"] = new JsonObject { [field] = text } });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }

    private static async Task ApproveAsync(RegistryFixture registry)
    {
        Assert.True((await registry.Portal.Get<WriteCard>().SubmitAsync(registry.AsEngineer, s_subject, Ct)).IsDone);
        var digest = (await registry.Portal.Get<GetCard>().RunAsync(s_subject, null, Ct)).Value.ContentSha256;
        Assert.True(
            (await registry.Portal.Get<ReviewCard>().RunAsync(registry.AsOwner, s_subject, new("approve", null, digest), Ct)).IsDone
        );
    }
}
