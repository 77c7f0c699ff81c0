using System.Net;
using System.Text.Json.Nodes;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Monitoring;

/// <summary>Arrow where CSV is uploaded: the same figures, without a library, and nothing is kept of a broken file.</summary>
public sealed class UploadArrowTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upload_OfArrow_GivesTheFiguresOfCsvAndKeepsNothingOfABrokenFile()
    {
        await using var portal = new PortalFactory();
        using var client = await UploadApiTests.ClientAsync(portal);
        await RegistrySeed.VersionAsync(portal, "typed", "1.0.0", "owner-of-typed@test.example");
        var (csv, arrow, stream) = (
            await FixtureAsync("rows.csv"),
            await FixtureAsync("rows-lz4.arrow"),
            await FixtureAsync("rows.arrows")
        );

        await DriftAsync(client, "fraud", "reference", csv, "text/csv");
        var expected = await DriftAsync(client, "fraud", "current", csv, "text/csv");
        await DriftAsync(client, "typed", "reference", stream, "application/vnd.apache.arrow.stream");
        // Nothing but the bytes says what a file is.
        var typed = await DriftAsync(client, "typed", "current", arrow, "application/octet-stream");

        Assert.Equal(expected, typed);
        const string Broken = "/api/v1/monitoring/typed/1.0.0/windows?role=reference";
        using var refused = await UploadApiTests.SendAsync(client, Broken, arrow[..^1000], "application/vnd.apache.arrow.file");
        var problem = JsonNode.Parse(await refused.Content.ReadAsStringAsync(Ct))!;
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "monitoring.bad-data"), (refused.StatusCode, (string?)problem["code"]));
        Assert.StartsWith("The Arrow file", (string?)problem["errors"]!["body"]![0]);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(4, await db.Windows.CountAsync(Ct));
    }

    private static Task<byte[]> FixtureAsync(string name) =>
        File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "arrow", name), Ct);

    // Sends a window of March and reads its drift.
    private static async Task<string> DriftAsync(HttpClient client, string model, string role, byte[] body, string type)
    {
        var path = $"/api/v1/monitoring/{model}/1.0.0/windows?role={role}&start=2026-03-01T00:00:00Z&end=2026-03-29T00:00:00Z";
        using var answer = await UploadApiTests.SendAsync(client, path, body, type);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode is HttpStatusCode.Created, text);
        var window = (string?)JsonNode.Parse(text)!["window"];
        return role == "reference" ? text : await client.GetStringAsync($"/api/v1/monitoring/{model}/1.0.0/windows/{window}/drift", Ct);
    }
}
