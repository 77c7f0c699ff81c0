using System.Text;
using Governance.Domain;
using Governance.Domain.Conversations;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Configuration;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Governance.Portal.Approvals.Conversations;

/// <summary>Body of a comment.</summary>
/// <param name="Text">Text of the comment in Markdown. <c>@</c> and an e-mail address, a printed name or <c>[USR-0004]</c> mentions a
/// person.</param>
public sealed record CommentBody(string? Text);

/// <summary>A comment as it comes over HTTP: JSON, or a form with files. Disposing drops the files that were not kept.</summary>
internal sealed class CommentRequest : IAsyncDisposable
{
    private const long Slack = 1024 * 1024;
    private const int TextBytes = 4 * SaltedText.MaxLength;

    private static readonly Refusal s_mediaType = new(
        "request.media-type",
        $"Send application/json with text, or multipart/form-data with text and parts called file.",
        RefusalKind.UnsupportedMedia
    );

    private readonly List<PostComment.File> _files = [];

    private CommentRequest() { }

    /// <summary>The words.</summary>
    public string? Text { get; private set; }

    /// <summary>The files, in the order sent.</summary>
    public IReadOnlyList<PostComment.File> Files => _files;

    /// <summary>Most bytes of a whole request.</summary>
    public static long MaxBytes(LimitsOptions limits) =>
        Math.Max(limits.JsonBodyBytes, (limits.CommentFiles * limits.CommentFileBytes) + Slack);

    /// <summary>Reads a request.</summary>
    public static async Task<Result<CommentRequest>> ReadAsync(
        HttpContext http,
        Actor actor,
        ConversationSubject subject,
        PostComment post,
        LimitsOptions limits,
        CancellationToken ct
    )
    {
        if (
            MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)
            && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        )
        {
            return await FormAsync(http.Request, actor, subject, type, post, limits, ct);
        }

        if (!http.Request.HasJsonContentType())
        {
            return s_mediaType;
        }

        if (http.Request.ContentLength > limits.JsonBodyBytes)
        {
            return ModelRefusals.TooLarge("Limits__JsonBodyBytes", limits.JsonBodyBytes);
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = limits.JsonBodyBytes;
        }

        var body = await http.Request.ReadFromJsonAsync<CommentBody>(ApiJson.Options, ct);
        return body is null
            ? new Refusal("request.malformed", $"The body is null. Send an object.", RefusalKind.Malformed)
            : new CommentRequest { Text = body.Text };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var file in _files)
        {
            await file.DisposeAsync();
        }
    }

    private static async Task<Result<CommentRequest>> FormAsync(
        HttpRequest request,
        Actor actor,
        ConversationSubject subject,
        MediaTypeHeaderValue type,
        PostComment post,
        LimitsOptions limits,
        CancellationToken ct
    )
    {
        if (HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= 200 } boundary)
        {
            return MultipartForm.Malformed;
        }

        if (request.ContentLength > MaxBytes(limits))
        {
            return ModelRefusals.TooLarge("Limits__CommentFileBytes", limits.CommentFileBytes);
        }

        // Whether anything may be posted here is asked before a file is taken in.
        var asked = await post.AskAsync(actor, subject, ct);
        if (asked.Refusal is { } refused)
        {
            return refused;
        }

        var comment = new CommentRequest();
        var kept = false;
        try
        {
            var reader = new MultipartReader(boundary, new CallersStream(request.Body));
            while (await MultipartForm.NextAsync(reader, ct) is { } part)
            {
                var disposition = part.GetContentDispositionHeader();
                var refusal = (disposition is null ? null : HeaderUtilities.RemoveQuotes(disposition.Name).Value) switch
                {
                    "file" when comment._files.Count == limits.CommentFiles => CommentRefusals.TooManyFiles(limits.CommentFiles),
                    "file" => await comment.TakeAsync(actor, part, disposition!, post, ct),
                    "text" when comment.Text is null => await comment.TakeTextAsync(part, ct),
                    "text" => Refusal.Field("request.duplicate-member", "text", $"This part appears twice."),
                    var name => Refusal.Field(
                        "request.unknown-member",
                        name ?? "",
                        $"Unknown part: send the text in the part “text” and each file in a part “file”."
                    ),
                };
                if (refusal is not null)
                {
                    return refusal;
                }
            }

            kept = true;
            return comment;
        }
        finally
        {
            if (!kept)
            {
                await comment.DisposeAsync();
            }
        }
    }

    private async Task<Refusal?> TakeAsync(
        Actor actor,
        MultipartSection part,
        ContentDispositionHeaderValue disposition,
        PostComment post,
        CancellationToken ct
    )
    {
        var name = disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName;
        var file = await post.ReceiveAsync(actor, new CallersStream(part.Body), HeaderUtilities.RemoveQuotes(name).Value, ct);
        if (file.IsDone)
        {
            _files.Add(file.Value);
        }

        return file.Refusal;
    }

    private async Task<Refusal?> TakeTextAsync(MultipartSection part, CancellationToken ct)
    {
        var bytes = new byte[TextBytes + 1];
        var length = await new CallersStream(part.Body).ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
        if (length > TextBytes)
        {
            return Refusal.Field("request.field-too-long", "text", $"This field has more than {TextBytes} bytes.");
        }

        try
        {
            Text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, 0, length);
            return null;
        }
        catch (DecoderFallbackException)
        {
            return Refusal.Field("request.not-utf8", "text", $"This field is not UTF-8.", RefusalKind.Malformed);
        }
    }
}
