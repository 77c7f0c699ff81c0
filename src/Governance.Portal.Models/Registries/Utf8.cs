using System.Text;
using System.Text.Json.Nodes;

namespace Governance.Portal.Models.Registries;

/// <summary>JSON as bytes.</summary>
internal static class Utf8
{
    /// <summary>The bytes of a JSON object.</summary>
    public static byte[] Of(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());
}
