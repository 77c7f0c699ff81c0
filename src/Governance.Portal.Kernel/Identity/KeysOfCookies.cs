using System.Xml.Linq;
using Governance.Portal.Kernel.Storage;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Governance.Portal.Kernel.Identity;

/// <summary>
/// The keys of cookies and stored secrets, in the key folder. The framework's repository makes its folder again when that is gone, and new
/// keys in it: sessions and secrets of before would be unreadable, and the folder that comes back would find its place taken. Here it asks
/// again later, and goes on with the keys that it has.
/// </summary>
internal sealed class KeysOfCookies(KeyFolder keys, ILoggerFactory loggers) : IXmlRepository
{
    private const string Name = "data-protection";

    private readonly FileSystemXmlRepository _files = new(new DirectoryInfo(keys.Folder(Name)), loggers);

    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        keys.Need();
        return _files.GetAllElements();
    }

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName)
    {
        keys.Need();
        _files.StoreElement(element, friendlyName);
    }
}
