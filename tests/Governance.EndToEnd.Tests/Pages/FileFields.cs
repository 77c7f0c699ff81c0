using Microsoft.Playwright;

namespace Governance.EndToEnd.Tests.Pages;

internal static class FileFields
{
    /// <summary>
    /// Waits until the file field of a page is listened to, which Blazor begins a moment after it is shown and marks on the element: a
    /// script is quicker than any person with a file dialog, and what it chooses before is lost.
    /// </summary>
    public static async Task<ILocator> ListensAsync(this ILocator field)
    {
        await field.EvaluateAsync(
            """
            async field => {
              while (!('_blazorInputFileNextFileId' in field)) await new Promise(done => requestAnimationFrame(done));
            }
            """
        );
        return field;
    }
}
