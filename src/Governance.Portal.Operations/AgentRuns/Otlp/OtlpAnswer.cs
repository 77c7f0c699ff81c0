using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Portal.Kernel.Api;

namespace Governance.Portal.Operations.AgentRuns.Otlp;

/// <summary>Answers as OTLP 1 says, in the encoding of the request: ExportTraceServiceResponse, or google.rpc.Status.</summary>
internal sealed class OtlpAnswer : IResult
{
    private const string Protobuf = "application/x-protobuf";
    private const string Json = "application/json";

    private readonly int _status;
    private readonly byte[] _body;
    private readonly string _type;
    private readonly TimeSpan? _retryAfter;

    private OtlpAnswer(int status, byte[] body, string type, TimeSpan? retryAfter = null) =>
        (_status, _body, _type, _retryAfter) = (status, body, type, retryAfter);

    /// <summary>All or some spans are accepted.</summary>
    /// <param name="isJson">Whether the request was JSON.</param>
    /// <param name="rejected">How many are not.</param>
    /// <param name="why">Why; empty where all are accepted.</param>
    public static OtlpAnswer Accepted(bool isJson, int rejected, string why)
    {
        if (isJson)
        {
            var answer = new JsonObject();
            if (rejected > 0)
            {
                answer["partialSuccess"] = new JsonObject
                {
                    // 64 bits are text in the JSON form of Protocol Buffers.
                    ["rejectedSpans"] = rejected.ToString(CultureInfo.InvariantCulture),
                    ["errorMessage"] = why,
                };
            }

            return new OtlpAnswer(StatusCodes.Status200OK, Encoding.UTF8.GetBytes(answer.ToJsonString()), Json);
        }

        return new OtlpAnswer(
            StatusCodes.Status200OK,
            rejected == 0 ? [] : Message(1, [.. Number(1, rejected), .. Message(2, Encoding.UTF8.GetBytes(why))]),
            Protobuf
        );
    }

    /// <summary>Nothing is accepted.</summary>
    public static OtlpAnswer Refused(bool isJson, Refusal refusal)
    {
        var status = RefusalProblems.Status(refusal.Kind);
        // What may succeed when it is sent again says so; senders drop spans after any other status.
        var again = refusal.Kind is RefusalKind.Conflict or RefusalKind.Unavailable or RefusalKind.TooMany or RefusalKind.NoSpace;
        status = refusal.Kind switch
        {
            RefusalKind.Conflict or RefusalKind.NoSpace => StatusCodes.Status503ServiceUnavailable,
            RefusalKind.Invalid => StatusCodes.Status400BadRequest,
            _ => status,
        };
        var code = status switch
        {
            StatusCodes.Status401Unauthorized => 16,
            StatusCodes.Status403Forbidden => 7,
            StatusCodes.Status413PayloadTooLarge or StatusCodes.Status429TooManyRequests => 8,
            StatusCodes.Status503ServiceUnavailable => 14,
            _ => 3,
        };
        var body = isJson
            ? Encoding.UTF8.GetBytes(new JsonObject { ["code"] = code, ["message"] = refusal.Message }.ToJsonString())
            : [.. Number(1, code), .. Message(2, Encoding.UTF8.GetBytes(refusal.Message))];
        return new OtlpAnswer(status, body, isJson ? Json : Protobuf, again ? refusal.RetryAfter ?? TimeSpan.FromSeconds(5) : null);
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        (response.StatusCode, response.ContentType, response.ContentLength) = (_status, _type, _body.Length);
        if (_retryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        return response.Body.WriteAsync(_body, httpContext.RequestAborted).AsTask();
    }

    private static byte[] Number(int field, int value) => [(byte)(field << 3), .. Varint(value)];

    private static byte[] Message(int field, byte[] value) => [(byte)((field << 3) | 2), .. Varint(value.Length), .. value];

    private static List<byte> Varint(int value)
    {
        var bytes = new List<byte>();
        var rest = (uint)value;
        for (; rest >= 0x80; rest >>= 7)
        {
            bytes.Add((byte)(rest | 0x80));
        }

        bytes.Add((byte)rest);
        return bytes;
    }
}
