using System.Buffers.Binary;
using System.IO.Compression;
using Governance.Domain.Agents.Runs;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Operations.AgentRuns.Otlp;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.AgentRuns;

/// <summary>The address to which OpenTelemetry exporters send: OTLP over HTTP.</summary>
internal static class TracesApi
{
    public static void Map(IEndpointRouteBuilder root) =>
        root.MapPost("/v1/traces", StoreAsync)
            .RequireCaller(Permission.WriteTraces, StoreSpans.Action)
            .WithBodyLimit(_ => int.MaxValue)
            .WithTags("Agents")
            .WithName("StoreSpans")
            .WithSummary("Store agent spans")
            .WithDescription(
                "OTLP 1 over HTTP: an ExportTraceServiceRequest as application/x-protobuf or application/json; gzip is "
                    + "accepted. Requires a key with the scope traces:write. Answers in the encoding of the request, with the "
                    + "spans that were rejected or a google.rpc.Status. Spans of gen_ai.* and OpenInference are kept; all "
                    + "others are accepted but not kept. Example: {\"resourceSpans\":[]}"
            )
            .Accepts<System.Text.Json.JsonElement>("application/json", "application/x-protobuf")
            .Produces(StatusCodes.Status200OK)
            .Refuses(400, 401, 403, 413, 415, 429, 503);

    private static async Task<IResult> StoreAsync(
        HttpRequest request,
        Caller caller,
        StoreSpans store,
        IOptions<AgentRunsOptions> options,
        CancellationToken ct
    )
    {
        var type = request.ContentType?.Split(';')[0].Trim() ?? "";
        var isJson = type.Equals("application/json", StringComparison.OrdinalIgnoreCase);
        if (!isJson && !type.Equals("application/x-protobuf", StringComparison.OrdinalIgnoreCase))
        {
            return OtlpAnswer.Refused(isJson: true, RunRefusals.MediaType);
        }

        try
        {
            var body = await ReceiveAsync(request, options.Value.BodyBytes, ct);
            var limits = new OtlpLimits(options.Value.SpansAtOnce);
            var spans = isJson ? OtlpJson.Read(body, limits) : OtlpProtobuf.Read(body, limits);
            return (await store.RunAsync(caller.Actor, spans, ct)).Match(
                answer => OtlpAnswer.Accepted(isJson, answer.Rejected, answer.Why),
                refusal => OtlpAnswer.Refused(isJson, refusal)
            );
        }
        catch (OtlpException e)
        {
            return OtlpAnswer.Refused(isJson, e.Refusal);
        }
        catch (BadHttpRequestException e)
        {
            return OtlpAnswer.Refused(
                isJson,
                e.StatusCode == StatusCodes.Status413PayloadTooLarge
                    ? RunRefusals.TooLarge
                    : RunRefusals.NotReadable($"it ended too early.")
            );
        }
    }

    private static async Task<byte[]> ReceiveAsync(HttpRequest request, int most, CancellationToken ct)
    {
        var encoding = request.Headers.ContentEncoding.ToString();
        if (encoding.Length == 0 || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return await ReadAsync(request.Body, most, ct);
        }

        if (!encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase))
        {
            throw new OtlpException(RunRefusals.MediaType);
        }

        // What was sent is bounded before it is unpacked, and what it unpacks to while it is.
        var packed = await ReadAsync(request.Body, most, ct);
        try
        {
            await using var unpacked = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
            var body = await ReadAsync(unpacked, most, ct);
            // The stream takes an early end for the end; the length in the last four bytes tells.
            return packed.Length > 4 && BinaryPrimitives.ReadUInt32LittleEndian(packed.AsSpan(packed.Length - 4)) == body.Length
                ? body
                : throw WireReader.Wrong("it ends too early.");
        }
        catch (InvalidDataException)
        {
            throw WireReader.Wrong("it is not gzip.");
        }
    }

    private static async Task<byte[]> ReadAsync(Stream from, int most, CancellationToken ct)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await from.ReadAsync(buffer, ct)) > 0)
        {
            if (kept.Length + read > most)
            {
                throw new OtlpException(RunRefusals.TooLarge);
            }

            await kept.WriteAsync(buffer.AsMemory(0, read), ct);
        }

        return kept.ToArray();
    }
}
