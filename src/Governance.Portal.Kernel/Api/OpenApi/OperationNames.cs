using System.Text;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Governance.Portal.Kernel.Api.OpenApi;

/// <summary>
/// Gives every operation that has no name one of its method and path, such as <c>GetModelsByModelVersions</c>: a client's functions are
/// named by it, so it stays while the path stays.
/// </summary>
internal sealed class OperationNames : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.OperationId ??= Of(context.Description.HttpMethod ?? "", context.Description.RelativePath ?? "");
        return Task.CompletedTask;
    }

    internal static string Of(string method, string path)
    {
        var name = new StringBuilder();
        Append(name, method.ToLowerInvariant());
        foreach (var (place, segment) in path.Trim('/').Split('/').Index())
        {
            // The address of the API itself: api/v1, api/2.0.
            if ((place == 0 && segment == "api") || (place == 1 && segment.All(c => char.IsAsciiDigit(c) || c is 'v' or '.')))
            {
                continue;
            }

            foreach (var part in segment.Split('{'))
            {
                // {number:int} and {*path} are number and path; what is behind the bracket is the verb of {id}:stop.
                var end = part.IndexOf('}', StringComparison.Ordinal);
                if (end >= 0)
                {
                    name.Append("By");
                    Append(name, part[..end].Split(':', '=', '?')[0]);
                }

                Append(name, part[(end + 1)..]);
            }
        }

        return name.ToString();
    }

    private static void Append(StringBuilder name, string words)
    {
        var isFirst = true;
        foreach (var letter in words)
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                name.Append(isFirst ? char.ToUpperInvariant(letter) : letter);
            }

            isFirst = !char.IsAsciiLetterOrDigit(letter);
        }
    }
}
