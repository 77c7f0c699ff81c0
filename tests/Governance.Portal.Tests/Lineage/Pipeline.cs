using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Governance.Portal.Tests.Lineage;

/// <summary>
/// A program that reports its runs as the public OpenLineage client does: events over HTTP, compressed, repeated when it is not sure.
/// </summary>
internal sealed class Pipeline(HttpClient client)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static JsonObject Dataset(string name, string? sha256 = null, string[]? columns = null, JsonObject? facets = null)
    {
        var all = facets ?? [];
        if (sha256 is not null)
        {
            all["version"] = Facet(new JsonObject { ["datasetVersion"] = $"sha256:{sha256}" });
        }

        if (columns is not null)
        {
            all["schema"] = Facet(
                new JsonObject
                {
                    ["fields"] = new JsonArray([.. columns.Select(c => (JsonNode)new JsonObject { ["name"] = c, ["type"] = "double" })]),
                }
            );
        }

        return new JsonObject
        {
            ["namespace"] = "warehouse",
            ["name"] = name,
            ["facets"] = all,
        };
    }

    public static JsonObject Facet(JsonObject members)
    {
        members["_producer"] = "https://example.com/pipeline";
        members["_schemaURL"] = "https://openlineage.io/spec/facets/1-0-0/Facet.json";
        return members;
    }

    public static JsonObject Event(
        string? type,
        string time,
        string run,
        string job,
        JsonArray? inputs = null,
        JsonArray? outputs = null
    ) =>
        new()
        {
            ["eventType"] = type,
            ["eventTime"] = time,
            ["producer"] = "https://example.com/pipeline",
            ["schemaURL"] = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
            ["run"] = new JsonObject { ["runId"] = run, ["facets"] = new JsonObject() },
            ["job"] = new JsonObject
            {
                ["namespace"] = "etl",
                ["name"] = job,
                ["facets"] = new JsonObject(),
            },
            ["inputs"] = inputs ?? [],
            ["outputs"] = outputs ?? [],
        };

    /// <summary>A whole run: START, RUNNING without datasets, COMPLETE.</summary>
    public static IReadOnlyList<JsonObject> Run(string job, DateTimeOffset at, JsonArray inputs, JsonArray outputs, string? run = null)
    {
        run ??= Guid.CreateVersion7(at).ToString();
        return
        [
            Event("START", Time(at), run, job, inputs.DeepClone().AsArray()),
            Event("RUNNING", Time(at.AddMinutes(1)), run, job),
            Event("COMPLETE", Time(at.AddMinutes(2)), run, job, inputs, outputs),
        ];
    }

    public static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    public async Task<HttpResponseMessage> PostAsync(string text, bool compress = false, string path = "/api/v1/lineage")
    {
        HttpContent content = new ByteArrayContent(compress ? Compress(Encoding.UTF8.GetBytes(text)) : Encoding.UTF8.GetBytes(text));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (compress)
        {
            content.Headers.ContentEncoding.Add("gzip");
        }

        using (content)
        {
            return await client.PostAsync(new Uri(path, UriKind.Relative), content, Ct);
        }
    }

    public async Task SendAsync(IEnumerable<JsonObject> events, bool compress = false)
    {
        foreach (var one in events)
        {
            using var answer = await PostAsync(one.ToJsonString(), compress);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
        }
    }

    public async Task<JsonObject> SendBatchAsync(IEnumerable<JsonObject> events)
    {
        using var answer = await PostAsync(
            new JsonArray([.. events.Select(e => e.DeepClone())]).ToJsonString(),
            compress: true,
            "/api/v1/lineage/batch"
        );
        return await Registry.RegistryFixture.JsonAsync(answer, System.Net.HttpStatusCode.OK);
    }

    private static byte[] Compress(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
