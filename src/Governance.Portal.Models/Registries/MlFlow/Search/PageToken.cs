using System.Globalization;
using System.Text;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Models.Registries.MlFlow.Wire;
using Governance.Transparency;

namespace Governance.Portal.Models.Registries.MlFlow.Search;

/// <summary>Where a page ended: the position, and what was searched, so that a token is not taken for another search.</summary>
internal static class PageToken
{
    /// <summary>The position a token stands for.</summary>
    /// <exception cref="MlFlowRequestException">We gave out no such token for this search.</exception>
    public static int Read(string? token, string search)
    {
        if (string.IsNullOrEmpty(token))
        {
            return 0;
        }

        return
            Cursor.TryDecode(token, 2, out var keys)
            && keys[0] == Digest(search)
            && int.TryParse(keys[1], NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? position
            : throw MlFlowRequestException.Invalid("Invalid page token: it was not issued for this search.");
    }

    /// <summary>The token of a position.</summary>
    public static string Write(int position, string search) =>
        Cursor.Encode(Digest(search), position.ToString(CultureInfo.InvariantCulture));

    private static string Digest(string search) => Sha256Hex.Of(Encoding.UTF8.GetBytes(search))[..16];
}
