using Governance.Domain;
using Microsoft.AspNetCore.WebUtilities;

namespace Governance.Portal.Kernel.Api;

/// <summary>A form of several parts as it comes in: read part by part, and what is wrong with it is the caller's mistake.</summary>
public static class MultipartForm
{
    /// <summary>The words for a form that is none.</summary>
    public static Refusal Malformed { get; } =
        new("request.malformed", $"The form ends before its last boundary, or is not multipart/form-data.", RefusalKind.Malformed);

    /// <summary>The next part of a form; null at its end.</summary>
    public static async Task<MultipartSection?> NextAsync(MultipartReader reader, CancellationToken ct)
    {
        try
        {
            return await reader.ReadNextSectionAsync(ct);
        }
        catch (InvalidDataException e)
        {
            throw new BadHttpRequestException(Malformed.Message, e);
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            throw new BadHttpRequestException(Malformed.Message, e);
        }
    }
}
