using System.Net;
using System.Text.Json.Nodes;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Monitoring;

/// <summary>Parquet where CSV is uploaded: the same figures, the same refusals, and a portal that goes on.</summary>
public sealed class UploadParquetTests
{
    private const string Type = "application/vnd.apache.parquet";

    [Fact]
    public async Task Upload_OfParquet_GivesTheFiguresOfCsvAndKeepsNothingOfABrokenFile()
    {
        await using var portal = new PortalFactory();
        using var client = await UploadApiTests.ClientAsync(portal);
        await RegistrySeed.VersionAsync(portal, "typed", "1.0.0", "owner-of-typed@test.example");
        var (reference, current) = (Predictions.Csv(400, "2026-09-14"), Predictions.Csv(300, "2026-10-01", shift: 40));

        await DriftAsync(client, "fraud", "reference", Predictions.Utf8(reference), "text/csv");
        var expected = await DriftAsync(client, "fraud", "current", Predictions.Utf8(current), "text/csv");
        await DriftAsync(client, "typed", "reference", await TypedAsync(portal, reference), Type);
        // Nothing but the bytes says what a file is.
        var typed = await DriftAsync(client, "typed", "current", await TypedAsync(portal, current), "application/octet-stream");

        Assert.Equal(expected, typed);
        var broken = await TypedAsync(portal, reference);
        broken.AsSpan(4, broken.Length / 2).Fill(0xff);
        using var refused = await UploadApiTests.SendAsync(client, "/api/v1/monitoring/typed/1.0.0/windows?role=reference", broken, Type);
        var problem = JsonNode.Parse(await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "monitoring.bad-data"), (refused.StatusCode, (string?)problem["code"]));
        var sentence = (string?)problem["errors"]!["body"]![0];
        Assert.StartsWith(
            "The Parquet file is damaged: a page of column \"decision_id\" in row group 1 of 1 (at or after byte 4) cannot be read (",
            sentence
        );
        await using var db = await portal.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
        Assert.Equal(4, await db.Windows.CountAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<byte[]> TypedAsync(PortalFactory portal, string csv)
    {
        var text = Path.Combine(portal.Folder, "typed.csv");
        await File.WriteAllTextAsync(text, csv, TestContext.Current.CancellationToken);
        var typed = DuckDb.Write(
            Path.ChangeExtension(text, "parquet"),
            "SELECT decision_id, timestamp::TIMESTAMPTZ AS timestamp, amount::DOUBLE AS amount, channel, score::DOUBLE AS score, "
                + $"prediction::TINYINT AS prediction, label::TINYINT AS label FROM read_csv('{text}', all_varchar = true)"
        );
        return await File.ReadAllBytesAsync(typed, TestContext.Current.CancellationToken);
    }

    // Sends a window and reads its drift.
    private static async Task<string> DriftAsync(HttpClient client, string model, string role, byte[] body, string type)
    {
        var ct = TestContext.Current.CancellationToken;
        using var answer = await UploadApiTests.SendAsync(client, $"/api/v1/monitoring/{model}/1.0.0/windows?role={role}", body, type);
        var text = await answer.Content.ReadAsStringAsync(ct);
        Assert.True(answer.StatusCode is HttpStatusCode.Created, text);
        var window = (string?)JsonNode.Parse(text)!["window"];
        return role == "reference" ? text : await client.GetStringAsync($"/api/v1/monitoring/{model}/1.0.0/windows/{window}/drift", ct);
    }
}
