//! Operations on multi-factor authentication devices.

mod create_virtual_mfa_device;
mod deactivate_mfa_device;
mod delete_virtual_mfa_device;
mod enable_mfa_device;
mod errors;
mod get_mfa_device;
mod list_mfa_device_tags;
mod list_mfa_devices;
mod list_virtual_mfa_devices;
mod owner;
mod pair;
mod qr_code;
mod resync_mfa_device;
mod serial_number;
mod tag_mfa_device;
mod untag_mfa_device;

use pipeline::Service;

use create_virtual_mfa_device::CreateVirtualMFADevice;
use deactivate_mfa_device::DeactivateMFADevice;
use delete_virtual_mfa_device::DeleteVirtualMFADevice;
use enable_mfa_device::EnableMFADevice;
use get_mfa_device::GetMFADevice;
use list_mfa_device_tags::ListMFADeviceTags;
use list_mfa_devices::ListMFADevices;
use list_virtual_mfa_devices::ListVirtualMFADevices;
use resync_mfa_device::ResyncMFADevice;
use tag_mfa_device::TagMFADevice;
use untag_mfa_device::UntagMFADevice;

pub(crate) fn register(service: Service) -> Service {
    service
        .with::<CreateVirtualMFADevice>()
        .with::<DeactivateMFADevice>()
        .with::<DeleteVirtualMFADevice>()
        .with::<EnableMFADevice>()
        .with::<GetMFADevice>()
        .with::<ListMFADeviceTags>()
        .with::<ListMFADevices>()
        .with::<ListVirtualMFADevices>()
        .with::<ResyncMFADevice>()
        .with::<TagMFADevice>()
        .with::<UntagMFADevice>()
}
