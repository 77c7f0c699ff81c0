using Governance.EndToEnd.Tests.Infrastructure;
using Microsoft.Playwright;

namespace Governance.EndToEnd.Tests.Pages;

/// <summary>Accounts and their roles.</summary>
public sealed class AdminUsersPage(Person person)
{
    private readonly IPage _page = person.Page;

    /// <summary>Opens the list, filtered by name or address.</summary>
    public Task OpenAsync(string filter) => person.OpenAsync($"/admin/users?q={Uri.EscapeDataString(filter)}");

    /// <summary>Takes a role away from the account of this address.</summary>
    public async Task TakeRoleAsync(string email, string role)
    {
        var row = _page
            .GetByRole(AriaRole.Grid, new() { Name = "Accounts", Exact = true })
            .GetByRole(AriaRole.Row)
            .Filter(new() { HasText = email });
        await row.GetByRole(AriaRole.Button, new() { NameRegex = new("^Change roles of ") }).ClickAsync();
        var dialog = await _page.GetByRole(AriaRole.Dialog, new() { NameRegex = new("^Roles of ") }).OpensAsync();
        await dialog.GetByRole(AriaRole.Checkbox, new() { Name = role, Exact = true }).UncheckAsync();
        await dialog.ProveAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save roles", Exact = true }).ClickAsync();
        await dialog.ClosesAsync();
    }
}
