namespace Governance.Portal.Kernel.Contracts;

/// <summary>A page of the administration, as its tabs name it. The feature that has the page registers it.</summary>
/// <param name="Name">The words of the tab.</param>
/// <param name="Address">Its address.</param>
/// <param name="Order">Place among the tabs.</param>
/// <param name="Words">Other words people look for it by.</param>
public sealed record AdminPage(string Name, string Address, int Order, string Words = "");
